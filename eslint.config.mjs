import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";
import noFloatingOutput from "./tests/lint/noFloatingOutput.mjs";

export default defineConfig(
  { ignores: ["node_modules", "dist", ".lab", "**/*.js", "**/*.mjs"] },
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { apilink: { rules: { "no-floating-output": noFloatingOutput } } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "apilink/no-floating-output": "error",
      // How TypeScript imports a module that is one function, as the Pulumi program is.
      "@typescript-eslint/no-require-imports": ["error", { allowAsImport: true }],
      // Numbers in a sentence need no String() around them.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  {
    files: ["handlers/**"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            { regex: "^@pulumi/", message: "Pulumi runs at deployment only." },
            {
              regex: "^\\.\\./(?!\\.\\./|common/)",
              message: "What two handlers share belongs in handlers/common.",
            },
            {
              regex: "^\\.\\./\\.\\./",
              allowTypeImports: true,
              message: "A handler runs its own folder and handlers/common.",
            },
          ],
        },
      ],
    },
  },
);
