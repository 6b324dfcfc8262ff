import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import fc from "fast-check";
import {
  canonical,
  denyAll,
  domainExecutionArn,
  domainPolicy,
  endpointPolicy,
  endpointPolicyLimit,
  resourcePolicy,
  resourcePolicyLimit,
  stageMethods,
  type Admission,
} from "../../components/policyDocuments";
import { admits, statementsOf, within } from "../support/policies";

const api = "arn:aws:execute-api:ap-northeast-2:222222222222:a1b2c3d4e5";
const method = `${api}/v1/GET/srv`;

const endpointIds = ["vpce-0a", "vpce-0b", "vpce-0c", "vpce-0d", "vpce-0e", "vpce-0f"];
/** Ranges that nest and touch, so that groupings have something to share. */
const someRanges = [
  "10.0.0.0/16",
  "10.0.0.0/24",
  "10.1.0.0/16",
  "10.1.2.0/24",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "192.168.7.7/32",
];
/** Within some of the ranges, within none, and on its own. */
const someRefused = ["10.0.1.1/32", "10.2.0.0/32", "192.168.7.7/32"];
const addresses = [
  "10.0.0.1",
  "10.0.1.1",
  "10.1.0.0",
  "10.1.2.255",
  "10.2.0.0",
  "172.31.255.255",
  "192.168.7.7",
  "192.168.7.8",
  "8.8.8.8",
];

const admissions: fc.Arbitrary<Admission[]> = fc
  .uniqueArray(fc.constantFrom(...endpointIds), { maxLength: 5 })
  .chain((ids) =>
    fc.tuple(
      ...ids.map((endpointId) =>
        fc.record({
          endpointId: fc.constant(endpointId),
          ranges: fc.uniqueArray(fc.constantFrom(...someRanges), { minLength: 1, maxLength: 4 }),
          refused: fc.uniqueArray(fc.constantFrom(...someRefused), { maxLength: 2 }),
        }),
      ),
    ),
  );

describe("resourcePolicy", () => {
  it("admits one endpoint from one range, and denies every other way in, to the letter", () => {
    assert.equal(
      canonical(resourcePolicy(api, "v1", [{ endpointId: "vpce-0a", ranges: ["10.0.0.0/16"] }])),
      '{"Version":"2012-10-17","Statement":[' +
        `{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"${api}/v1/*",` +
        '"Condition":{"StringEquals":{"aws:SourceVpce":"vpce-0a"},"IpAddress":{"aws:VpcSourceIp":"10.0.0.0/16"}}},' +
        `{"Effect":"Deny","Principal":"*","Action":"execute-api:Invoke","Resource":"${api}/*",` +
        '"Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-0a"}}}]}',
    );
  });

  it("writes lists where there are several, and one statement for endpoints with the same ranges", () => {
    const ranges = ["10.0.0.0/16", "192.168.0.0/16"];
    assert.deepEqual(
      resourcePolicy(api, "v1", [
        { endpointId: "vpce-0a", ranges },
        { endpointId: "vpce-0b", ranges },
      ]).Statement,
      [
        {
          Effect: "Allow",
          Principal: "*",
          Action: "execute-api:Invoke",
          Resource: `${api}/v1/*`,
          Condition: {
            StringEquals: { "aws:SourceVpce": ["vpce-0a", "vpce-0b"] },
            IpAddress: { "aws:VpcSourceIp": ranges },
          },
        },
        {
          Effect: "Deny",
          Principal: "*",
          Action: "execute-api:Invoke",
          Resource: `${api}/*`,
          Condition: { StringNotEquals: { "aws:SourceVpce": ["vpce-0a", "vpce-0b"] } },
        },
      ],
    );
  });

  it("denies everybody where nobody is admitted", () => {
    assert.deepEqual(resourcePolicy(api, "v1", []).Statement, [
      { Effect: "Deny", Principal: "*", Action: "execute-api:Invoke", Resource: `${api}/*` },
    ]);
  });

  it("admits exactly the given pairs of endpoint and address, to the one stage", () => {
    fc.assert(
      fc.property(admissions, (given) => {
        const text = canonical(resourcePolicy(api, "v1", given));
        for (const address of addresses) {
          for (const endpointId of [...endpointIds, "vpce-0stranger"]) {
            const wanted = given.some(
              (admission) =>
                admission.endpointId === endpointId &&
                admission.ranges.some((range) => within(range, address)) &&
                !(admission.refused ?? []).some((range) => within(range, address)),
            );
            assert.equal(
              admits(text, { resource: method, endpointId, address }),
              wanted,
              `${endpointId} ${address}`,
            );
            assert.ok(!admits(text, { resource: `${api}/v2/GET/srv`, endpointId, address }), "another stage");
          }
          assert.ok(!admits(text, { resource: method, address }), `no endpoint, ${address}`);
        }
      }),
    );
  });

  it("denies through a stranger explicitly (C7)", () => {
    fc.assert(
      fc.property(admissions, (given) => {
        const open = { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "*" };
        const { Statement } = resourcePolicy(api, "v1", given);
        const text = JSON.stringify({ Version: "2012-10-17", Statement: [open, ...Statement] });
        for (const resource of [method, `${api}/v2/GET/`]) {
          assert.ok(!admits(text, { resource, endpointId: "vpce-0stranger", address: "10.0.0.1" }));
          assert.ok(!admits(text, { resource, address: "10.0.0.1" }));
        }
      }),
    );
  });

  it("has no wildcard but the methods of the API", () => {
    fc.assert(
      fc.property(admissions, (given) => {
        for (const { Action, Resource } of statementsOf(canonical(resourcePolicy(api, "v1", given)))) {
          assert.deepEqual(Action, ["execute-api:Invoke"]);
          assert.ok(Resource?.every((resource) => resource.startsWith(`${api}/`)));
        }
      }),
    );
  });

  it("is never longer for being grouped", () => {
    fc.assert(
      fc.property(admissions, (given) => {
        fc.pre(given.length > 0);
        const alone = given.map((admission) => resourcePolicy(api, "v1", [admission]).Statement[0]);
        const deny = resourcePolicy(api, "v1", given).Statement.at(-1);
        const refused = given.flatMap((admission) =>
          resourcePolicy(api, "v1", [admission]).Statement.slice(1, -1),
        );
        const plain = JSON.stringify({ Version: "2012-10-17", Statement: [...alone, ...refused, deny] });
        assert.ok(canonical(resourcePolicy(api, "v1", given)).length <= plain.length);
      }),
    );
  });

  it("groups by endpoints or by ranges, whichever is shorter", () => {
    const [x, y, z] = ["10.0.0.0/16", "10.1.0.0/16", "192.168.0.0/16"] as const;
    const count = (...rows: readonly (readonly string[])[]): number =>
      resourcePolicy(
        api,
        "v1",
        rows.map((ranges, index) => ({ endpointId: endpointIds[index] ?? "", ranges })),
      ).Statement.length;
    assert.equal(count([x, y], [y, z]), 2 + 1, "two endpoints, three ranges");
    assert.equal(count([x, y, z], [x, y], [x, z], [x]), 3 + 1, "four endpoints, three ranges");
  });

  it("fits for 25 endpoints with a range of their own each, whatever the region and a stage of 20 characters", () => {
    const regions = Object.values(aws.Region).sort((one, other) => other.length - one.length);
    const longest = regions[0] ?? assert.fail("no regions");
    assert.ok(longest.length >= "ap-northeast-2".length);
    for (const [region, partition] of [
      [longest, "aws"],
      ["us-gov-west-1", "aws-us-gov"],
      ["cn-northwest-1", "aws-cn"],
    ]) {
      const given = Array.from({ length: 25 }, (_, index) => ({
        endpointId: `vpce-0${String(index).padStart(16, "0")}`,
        // Fifteen characters and a prefix of two digits: the longest there are, and none can be merged with another.
        ranges: [`100.100.1${String(index + 10)}.128/27`],
      }));
      const arn = `arn:${partition ?? ""}:execute-api:${region ?? ""}:222222222222:a1b2c3d4e5`;
      const { length } = canonical(resourcePolicy(arn, "s".repeat(20), given));
      assert.ok(length <= resourcePolicyLimit, `${length} characters in ${region ?? ""}`);
    }
  });

  it("refuses addresses within an admitted range explicitly, through that endpoint alone, to the letter", () => {
    const given = [
      { endpointId: "vpce-0a", ranges: ["10.0.0.0/16"], refused: ["10.0.0.8/32", "10.0.16.8/32"] },
      { endpointId: "vpce-0b", ranges: ["10.0.0.0/16"] },
    ];
    assert.equal(
      JSON.stringify(resourcePolicy(api, "v1", given).Statement.slice(1, -1)),
      `[{"Effect":"Deny","Principal":"*","Action":"execute-api:Invoke","Resource":"${api}/*",` +
        '"Condition":{"StringEquals":{"aws:SourceVpce":"vpce-0a"},"IpAddress":{"aws:VpcSourceIp":["10.0.0.8/32","10.0.16.8/32"]}}}]',
    );
    const text = canonical(resourcePolicy(api, "v1", given));
    const from = (endpointId: string, address: string) =>
      admits(text, { resource: method, endpointId, address });
    assert.deepEqual(
      [
        from("vpce-0a", "10.0.0.7"),
        from("vpce-0a", "10.0.0.8"),
        from("vpce-0a", "10.0.16.8"),
        from("vpce-0b", "10.0.0.8"),
      ],
      [true, false, false, true],
    );
  });

  it("names the domain beside the API, in the Allow and in every Deny", () => {
    const domain =
      "arn:aws:execute-api:ap-northeast-2:222222222222:/domainnames/srv.example.internal+abc123def4";
    const given = [{ endpointId: "vpce-0a", ranges: ["10.0.0.0/16"], refused: ["10.0.0.8/32"] }];
    assert.deepEqual(
      resourcePolicy(api, "v1", given, domain).Statement.map(({ Resource }) => Resource),
      [
        [`${api}/v1/*`, domain],
        [`${api}/*`, domain],
        [`${api}/*`, domain],
      ],
    );
  });

  it("names AWS's limits", () => {
    assert.deepEqual([resourcePolicyLimit, endpointPolicyLimit], [8192, 20480]);
  });
});

describe("domainPolicy", () => {
  it("admits whom the API's policy admits, in AWS's short form", () => {
    const given = [{ endpointId: "vpce-0a", ranges: ["10.0.0.0/16"], refused: ["10.0.0.8/32"] }];
    const short = JSON.parse(
      canonical(resourcePolicy(api, "v1", given)).replace(/arn:[^"]*\*/g, "execute-api:/*"),
    ) as unknown;
    assert.deepEqual(domainPolicy(given), short);
    assert.equal(canonical(domainPolicy(given)).match(/execute-api:\/\*/g)?.length, 3);
  });

  it("denies everybody where nobody is linked, as AWS's own does", () => {
    assert.deepEqual(domainPolicy([]).Statement, [
      { Effect: "Deny", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" },
    ]);
  });

  it("is about what policies call the domain: its own ARN is one of API Gateway's management", () => {
    const domainArn = "arn:aws:apigateway:us-west-2:222222222222:/domainnames/apigateway.example+abc123def4";
    assert.equal(
      domainExecutionArn(domainArn),
      "arn:aws:execute-api:us-west-2:222222222222:/domainnames/apigateway.example+abc123def4",
    );
  });
});

describe("endpointPolicy", () => {
  const other = "arn:aws:execute-api:ap-northeast-2:333333333333:f6g7h8i9j0";

  it("admits the methods that are named, to the letter", () => {
    assert.equal(
      canonical(endpointPolicy([stageMethods(api, "v1")])),
      `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"${api}/v1/*"}]}`,
    );
    assert.deepEqual(
      endpointPolicy([stageMethods(api, "v1"), stageMethods(other, "prod")]).Statement[0]?.Resource,
      [`${api}/v1/*`, `${other}/prod/*`],
    );
  });

  it("denies everything where there is none", () => {
    assert.equal(
      canonical(endpointPolicy([])),
      '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}',
    );
    assert.deepEqual(endpointPolicy([]), denyAll);
  });

  it("admits calls to exactly the given APIs and stages", () => {
    const arns = ["aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc"].map(
      (id) => `arn:aws:execute-api:ap-northeast-2:222222222222:${id}`,
    );
    const pairs = arns.flatMap((arn) => ["v1", "v2"].map((stage) => stageMethods(arn, stage)));
    fc.assert(
      fc.property(fc.subarray(pairs), (given) => {
        const text = canonical(endpointPolicy(given));
        for (const pair of pairs) {
          const resource = pair.replace(/\*$/, "POST/srv/1");
          const call = { resource, endpointId: "vpce-0a", address: "10.0.0.1" };
          assert.equal(admits(text, call), given.includes(pair), resource);
        }
      }),
    );
  });
});
