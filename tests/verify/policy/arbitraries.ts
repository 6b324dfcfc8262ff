import fc from "fast-check";
import type { PlainPrincipal, PlainRequest } from "./oracle";

/** One statement as data, before it is written as a policy has it. */
export interface DraftStatement {
  readonly effect: "Allow" | "Deny";
  readonly principal: object | string;
  readonly notPrincipal: boolean;
  readonly actions: readonly string[];
  readonly notAction: boolean;
  readonly resources: readonly string[];
  readonly notResource: boolean;
  readonly conditions: readonly DraftCondition[];
}

export interface DraftCondition {
  readonly quantifier: "" | "ForAnyValue:" | "ForAllValues:";
  readonly base: string;
  readonly ifExists: boolean;
  readonly key: string;
  readonly values: readonly string[];
}

const accounts = ["111111111111", "222222222222"] as const;
const regions = ["us-east-1", "us-west-2"] as const;
const paths = ["v1/GET/srv", "v1/POST/srv", "v1/GET/srv/alice", "v1/GET/srv/?", "test/GET/a.b/c"] as const;

const callersOf = (account: string): readonly PlainPrincipal[] =>
  [
    `arn:aws:iam::${account}:user/alice`,
    `arn:aws:iam::${account}:role/team/caller`,
    `arn:aws:sts::${account}:assumed-role/caller/session-1`,
    `arn:aws:sts::${account}:assumed-role/caller/session-2`,
    `arn:aws:sts::${account}:federated-user/alice`,
    `arn:aws:iam::${account}:root`,
  ].map((arn) => ({ kind: "iam", arn, accountId: account }));

const callers: readonly PlainPrincipal[] = [
  { kind: "anonymous" },
  { kind: "anonymous" },
  ...accounts.flatMap(callersOf),
];

const resource = fc
  .tuple(
    fc.constantFrom(...regions),
    fc.constantFrom(...accounts),
    fc.constantFrom("api1", "api2"),
    fc.constantFrom(...paths),
  )
  .map(([region, account, api, path]) => `arn:aws:execute-api:${region}:${account}:${api}/${path}`);

/** Values that both requests and policies draw from, so that they meet about half of the time. */
interface Kind {
  readonly keys: readonly string[];
  readonly values: readonly string[];
  readonly operators: readonly string[];
  /** What a policy may say; default: the values themselves. */
  readonly wanted?: readonly string[];
  /** Not for the negated operators. */
  readonly wantedUnlessNegated?: readonly string[];
}

const ordered = (type: string): string[] =>
  ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"].map(
    (suffix) => `${type}${suffix}`,
  );

const kinds: readonly Kind[] = [
  {
    keys: ["aws:SourceVpce", "aws:SourceVpc", "aws:username", "aws:PrincipalOrgPaths", "aws:TagKeys"],
    values: ["vpce-1", "vpce-22", "VPCE-1", "alice", "o-1/r-1/ou-1/", "a*b", "ab", "a?b", "$"],
    operators: [
      "StringEquals",
      "StringNotEquals",
      "StringEqualsIgnoreCase",
      "StringNotEqualsIgnoreCase",
      "StringLike",
      "StringNotLike",
    ],
    wanted: [
      "vpce-1",
      "vpce-22",
      "alice",
      "vpce-*",
      "vpce-?",
      "*",
      "*-1*",
      "v*e*1",
      "a*b",
      "a${*}b",
      "a${?}b",
      "${$}",
      "${aws:username}",
      "${aws:SourceVpc, 'vpce-1'}",
      "vpce-${saml:sub, '22'}",
      "o-1/*/ou-1/",
    ],
  },
  {
    keys: ["aws:VpcSourceIp", "aws:SourceIp"],
    values: [
      "10.0.0.1",
      "10.0.1.200",
      "10.1.0.1",
      "192.168.7.9",
      "2001:db8::1",
      "2001:db9::1:2",
      "not-an-address",
    ],
    operators: ["IpAddress", "NotIpAddress"],
    wanted: [
      "10.0.0.0/16",
      "10.0.1.0/24",
      "10.0.1.5/24",
      "10.0.0.0/15",
      "0.0.0.0/1",
      "192.168.7.8/31",
      "10.1.0.1/32",
      "2001:db8::/32",
      "2001:db8::/31",
      "::/0",
    ],
    wantedUnlessNegated: ["10.0.0.1", "192.168.7.9", "2001:db8::1"],
  },
  {
    keys: ["aws:SecureTransport", "aws:ViaAWSService"],
    values: ["true", "false", "True", "maybe"],
    operators: ["Bool"],
    wanted: ["true", "false", "FALSE"],
  },
  {
    keys: ["aws:MultiFactorAuthAge", "s3:max-keys"],
    values: ["0", "7", "7.0", "100", "2.5", "-3", "many"],
    operators: ordered("Numeric"),
    wanted: ["0", "7", "100", "2.5", "-3", "99.99"],
  },
  {
    keys: ["aws:CurrentTime", "aws:TokenIssueTime"],
    values: [
      "2026-01-01T00:00:00Z",
      "2026-06-01T09:00:00+09:00",
      "2026-06-01",
      "2025-12-31T23:59:59Z",
      "soon",
    ],
    operators: ordered("Date"),
    wanted: ["2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z", "2026-01-01", "2025-07-01T12:30:00.5Z"],
  },
  {
    keys: ["aws:EpochTime"],
    values: ["1767225600", "1780272000", "0"],
    operators: ordered("Date"),
  },
  {
    keys: ["aws:PrincipalArn", "aws:SourceArn"],
    values: [
      "arn:aws:iam::111111111111:role/team/caller",
      "arn:aws:iam::222222222222:user/alice",
      "arn:aws:iam::111111111111:user/a*e",
      "arn:aws:sns:us-east-1:111111111111:topic:sub",
      "alice",
    ],
    operators: ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
    wanted: [
      "arn:aws:iam::111111111111:role/team/caller",
      "arn:aws:iam::*:role/*",
      "arn:aws:iam::1*1:*",
      "arn:*:*:*:*:*",
      "arn:aws:s*:us-????-1:*:topic:*",
      "arn:aws:iam::222222222222:user/${aws:username, 'alice'}",
      "arn:aws:iam::111111111111:user/a${*}e",
    ],
  },
];

const allKeys = kinds.flatMap(({ keys }) => keys);
const kindOf = new Map(kinds.flatMap((kind) => kind.keys.map((key) => [key, kind] as const)));

/** A key's name in the case of its document, or in another. */
function anyCase(key: string): fc.Arbitrary<string> {
  return fc.constantFrom(key, key, key.toLowerCase(), key.toUpperCase());
}

/** One to three values for some of the keys. */
const context: fc.Arbitrary<PlainRequest["context"]> = fc
  .tuple(
    ...kinds.flatMap(({ keys, values }) =>
      keys.map((key) =>
        fc.option(
          fc
            .array(fc.constantFrom(...values), { minLength: 1, maxLength: 3, size: "-1" })
            .map((drawn) => [key, drawn] as const),
          { nil: undefined },
        ),
      ),
    ),
  )
  .map((entries) => Object.fromEntries(entries.filter((entry) => entry !== undefined)));

export const plainRequest: fc.Arbitrary<PlainRequest> = fc.record({
  principal: fc.constantFrom(...callers),
  action: fc.constantFrom(
    "execute-api:Invoke",
    "execute-api:Invoke",
    "execute-api:invoke",
    "execute-api:InvalidateCache",
  ),
  resource,
  context,
});

const action = fc.constantFrom(
  "*",
  "execute-api:*",
  "execute-api:Invoke",
  "execute-api:invoke",
  "EXECUTE-API:Inv*",
  "execute-api:I??oke",
  "execute-api:*Cache",
  "s3:GetObject",
);

/** Loosens an ARN of a method in one of several ways. */
const resourcePattern = fc.tuple(resource, fc.nat({ max: 12 })).map(([arn, way]): string => {
  const [region = "", account = ""] = arn.split(":").slice(3);
  const ways: readonly ((arn: string) => string)[] = [
    () => "*",
    () => "arn:aws:execute-api:*",
    () => "arn:aws:execute-api:us-east-1:*",
    (text) => text.replace(region, "*").replace(account, "*"),
    (text) => text.replace(region, "us-*").replace(/\/.*$/, "/*"),
    (text) => text.replace(account, "1*1").replace(/[^/]*$/, "*"),
    (text) => text.replace(/\/GET\//, "/*/"),
    (text) => text.replace(/v1\/...\//, "v?/???/"),
    (text) => text.replace(/srv.*$/, "srv/${aws:username, 'nobody'}"),
    (text) => text.replace(/srv.*$/, "srv/${?}"),
    (text) => text.replace(/\/.*$/, "/*/*/s*v*"),
    (text) => text.replace(/srv.*$/, "srv/${aws:username}"),
    (text) => text,
  ];
  return ways[way]?.(arn) ?? arn;
});

/** A negated list of principals names an account with all its identities, or nothing of it. */
const excepted = fc.subarray([...accounts], { minLength: 1 }).map((chosen) => ({
  AWS: chosen.flatMap((account) =>
    callersOf(account)
      .map((caller) => (caller.kind === "iam" ? caller.arn : "*"))
      .concat(account),
  ),
}));

const principal: fc.Arbitrary<object | string> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<object | string>("*", { AWS: "*" }) },
  {
    weight: 5,
    arbitrary: fc
      .uniqueArray(
        fc.constantFrom(
          ...accounts.flatMap((account) => [
            account,
            ...callersOf(account).map((caller) => (caller.kind === "iam" ? caller.arn : "*")),
          ]),
        ),
        { minLength: 1, maxLength: 6 },
      )
      .map((AWS) => ({ AWS })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<object>(
      { Service: "apigateway.amazonaws.com" },
      { Federated: "cognito-identity.amazonaws.com" },
      { CanonicalUser: "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be" },
      { Service: "apigateway.amazonaws.com", AWS: "*" },
    ),
  },
);

const condition: fc.Arbitrary<DraftCondition> = fc.constantFrom(...allKeys).chain((name) => {
  const kind = kindOf.get(name);
  const wanted = kind?.wanted ?? kind?.values ?? [];
  const values = fc.uniqueArray(fc.constantFrom(...wanted), { minLength: 1, maxLength: 4 });
  const quantifier = fc.constantFrom<DraftCondition["quantifier"]>("", "", "ForAnyValue:", "ForAllValues:");
  const comparison = fc
    .record({
      quantifier,
      base: fc.constantFrom(...(kind?.operators ?? [])),
      ifExists: fc.boolean(),
      key: anyCase(name),
      values,
    })
    .chain((draft) =>
      draft.base.includes("Not") || kind?.wantedUnlessNegated === undefined
        ? fc.constant(draft)
        : fc
            .uniqueArray(fc.constantFrom(...wanted, ...kind.wantedUnlessNegated), {
              minLength: 1,
              maxLength: 4,
            })
            .map((more) => ({ ...draft, values: more })),
    );
  const presence: fc.Arbitrary<DraftCondition> = fc.record({
    quantifier: fc.constant<"">(""),
    base: fc.constant("Null"),
    ifExists: fc.constant(false),
    key: anyCase(name),
    values: fc.constantFrom(["true"], ["false"], ["True"]),
  });
  return fc.oneof({ weight: 7, arbitrary: comparison }, { weight: 1, arbitrary: presence });
});

const mostlyFalse = fc.constantFrom(false, false, false, false, false, false, true);

const draftStatement: fc.Arbitrary<DraftStatement> = fc
  .record({
    effect: fc.constantFrom<"Allow" | "Deny">("Allow", "Allow", "Allow", "Deny", "Deny"),
    notPrincipal: mostlyFalse,
    actions: fc.uniqueArray(action, { minLength: 1, maxLength: 3 }),
    notAction: mostlyFalse,
    resources: fc.uniqueArray(resourcePattern, { minLength: 1, maxLength: 4 }),
    notResource: mostlyFalse,
    conditions: fc.array(condition, { maxLength: 2 }),
  })
  .chain((draft) =>
    (draft.notPrincipal ? excepted : principal).map((each) => ({ ...draft, principal: each })),
  );

/** Statements as a generator made them, and the request they are for. */
export interface Draft {
  readonly request: PlainRequest;
  readonly statements: readonly DraftStatement[];
}

export const draft: fc.Arbitrary<Draft> = fc.record({
  request: plainRequest,
  statements: fc.array(draftStatement, { minLength: 1, maxLength: 5 }),
});

/** The statement as a policy document has it; single values are written without a list. */
export function written(draftOf: DraftStatement): object {
  const {
    effect,
    principal: who,
    notPrincipal,
    actions,
    notAction,
    resources,
    notResource,
    conditions,
  } = draftOf;
  const condition: Record<string, Record<string, string | readonly string[]>> = {};
  for (const { quantifier, base, ifExists, key, values } of conditions) {
    const operator = `${quantifier}${base}${ifExists ? "IfExists" : ""}`;
    condition[operator] = { ...condition[operator], [key]: oneOrMany(values) };
  }
  return {
    Effect: effect,
    [notPrincipal ? "NotPrincipal" : "Principal"]: who,
    [notAction ? "NotAction" : "Action"]: oneOrMany(actions),
    [notResource ? "NotResource" : "Resource"]: oneOrMany(resources),
    ...(conditions.length === 0 ? {} : { Condition: condition }),
  };
}

function oneOrMany(values: readonly string[]): string | readonly string[] {
  const [value] = values;
  return value !== undefined && values.length === 1 ? value : values;
}
