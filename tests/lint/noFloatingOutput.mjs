import { ESLintUtils } from "@typescript-eslint/utils";

const outputTypes = new Set(["OutputInstance", "OutputImpl"]);

/** Is this type, or a part of it, Pulumi's Output? */
function isOutput(type) {
  if (type.isUnionOrIntersection()) return type.types.some(isOutput);
  const symbol = type.aliasSymbol ?? type.symbol;
  return symbol !== undefined && (outputTypes.has(symbol.name) || symbol.name === "Output");
}

/**
 * Reports an Output that is computed and dropped. An Output is no promise, so the promise rule is blind to it, yet
 * an `apply` whose result nobody takes runs outside of the dependency graph and its failure can be lost.
 */
export default ESLintUtils.RuleCreator.withoutDocs({
  meta: {
    type: "problem",
    schema: [],
    messages: { floating: "This Output is dropped: return it, export it, or pass it to a resource." },
  },
  defaultOptions: [],
  create(context) {
    const services = ESLintUtils.getParserServices(context);
    return {
      ExpressionStatement(node) {
        if (node.expression.type === "AssignmentExpression") return;
        if (isOutput(services.getTypeAtLocation(node.expression))) {
          context.report({ node, messageId: "floating" });
        }
      },
    };
  },
});
