import { bundle } from "../../../stacks/bundling/bundle";

/** Bundles functions at once, and writes them as JSON, by name. */
async function main(root: string, names: readonly string[]): Promise<void> {
  const bundles = await Promise.all(names.map(async (name) => [name, await bundle({ name, root })] as const));
  process.stdout.write(JSON.stringify(Object.fromEntries(bundles)));
}

const [, , root = "", ...names] = process.argv;
void main(root, names);
