import type { Reader } from "./types";

/** Whose credentials are used is asked of STS, which needs no permission but says so where it is denied. */
const always = ["sts:GetCallerIdentity"];

/** API Gateway has one action for all reading; what may be read is told by the resource. */
const resources: Readonly<Record<string, readonly string[]>> = {
  "apigateway:GET": [
    "arn:aws:apigateway:*::/account",
    "arn:aws:apigateway:*::/apikeys",
    "arn:aws:apigateway:*::/domainnameaccessassociations",
    "arn:aws:apigateway:*::/domainnames",
    "arn:aws:apigateway:*::/domainnames/*",
    "arn:aws:apigateway:*::/restapis",
    "arn:aws:apigateway:*::/restapis/*",
    "arn:aws:apigateway:*::/usageplans",
    "arn:aws:apigateway:*::/usageplans/*",
  ],
};

/** The least policy that lets the doctor read everything. Most of these actions are of no single resource. */
export function policyOf(readers: readonly Reader[]) {
  const actions = [...new Set([...always, ...readers.flatMap(({ permissions }) => permissions)])].sort();
  const own = actions.filter((action) => Object.hasOwn(resources, action));
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: actions.filter((action) => !own.includes(action)),
        Resource: "*",
      },
      ...own.map((action) => ({
        Effect: "Allow",
        Action: action,
        Resource: resources[action],
      })),
    ],
  };
}
