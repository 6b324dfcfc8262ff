import assert from "node:assert/strict";
import { before, describe, it } from "mocha";
import { sampleServers } from "../../../lab/sampleServers";
import { unknown, type ResourceState } from "../../../lab/state";
import { nameOf } from "../../../lab/urns";
import type { Topology } from "../../../stacks/topology/types";
import { callersOf } from "../../../verify/check/callers";
import { callsOf } from "../../../verify/check/calls";
import { modelOf } from "../../../verify/model";
import { types } from "../../../verify/model/types";
import { topologyIn } from "../../../verify/sources/stackTopology";
import { withoutResources } from "../../../verify/sources/without";
import { tracerOf } from "../../../verify/trace";
import type { Trace, TraceRequest } from "../../../verify/trace/types";
import { parseUrl } from "../../../verify/trace/url";
import { said } from "../../support/oneEndpoint";
import { runTopology } from "../../support/stacks";
import { labelOf, stateOf } from "../../support/states";

const region = "ap-northeast-2";
const written = {
  accounts: { net: { id: "111111111111" }, api: { id: "222222222222" } },
  networks: { seoul: { account: "net", region, cidr: "10.0.0.0/16" } },
  apis: {
    srv: {
      account: "api",
      region,
      backend: "inventory",
      apiKey: true,
      cors: ["https://a.example", "https://b.example"],
      collect: { accounts: [] },
    },
  },
  links: [{ from: "seoul", to: "srv" }],
};

type States = readonly ResourceState[];
/** One difference from what the program makes. */
type Change = (states: States) => States;

let resources: States = [];
let topology: Topology;
before(async () => {
  resources = await runTopology(written);
  topology = topologyIn(resources, "test");
});

/** The resource as `TYPE NAME` with other outputs and inputs. */
function set(label: string, values: (state: ResourceState) => object): Change {
  return (states) => {
    assert.equal(states.filter((state) => labelOf(state) === label).length, 1, label);
    return states.map((state) => {
      if (labelOf(state) !== label) return state;
      const more = values(state);
      return { ...state, inputs: { ...state.inputs, ...more }, outputs: { ...state.outputs, ...more } };
    });
  };
}

function gone(label: string): Change {
  return (states) => {
    const found = states.find((state) => labelOf(state) === label) ?? assert.fail(label);
    return withoutResources(states, [found.urn]);
  };
}

const fn = "Function srv.inventory.function";
const rights = "RolePolicy srv.inventory.function";

/** The role's statements, each of which may be changed or dropped. */
function permitted(change: (statement: Record<string, unknown>) => object | undefined): Change {
  return set(rights, ({ inputs }) => {
    const { Statement } = JSON.parse(String(inputs["policy"])) as { Statement: Record<string, unknown>[] };
    const statements = Statement.flatMap((statement) => change(statement) ?? []);
    return { policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }) };
  });
}

function actionsOf(statement: Record<string, unknown>): readonly string[] {
  return [statement["Action"]].flat().map(String);
}

function isViaTable(statement: Record<string, unknown>): boolean {
  return JSON.stringify(statement).includes("kms:ViaService");
}

function environment(variables: Readonly<Record<string, unknown>>): Change {
  return set(fn, ({ inputs }) => {
    const { variables: own } = inputs["environment"] as { variables: object };
    return { environment: { variables: { ...own, ...variables } } };
  });
}

const key = "Key api.ap-northeast-2.key";
const decrypting = {
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::222222222222:root" },
  Action: "kms:Decrypt",
  Resource: "*",
};

function policyOf(statements: readonly object[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({
      Principal: "*",
      Action: "kms:*",
      Resource: "*",
      ...statement,
    })),
  });
}

/** Another policy of the key. */
function keyed(statements: readonly object[]): Change {
  return set(key, () => ({ policy: policyOf(statements) }));
}

/** A resource of its own that has the key's policy. */
function replacedPolicy(values: object): Change {
  return (states) => {
    const own = stateOf(states, types.key, "api.ap-northeast-2.key");
    const inputs = { keyId: own.id, policy: own.inputs["policy"], ...values };
    return [...states, { ...own, type: types.keyPolicy, urn: `${own.urn}-policy`, inputs, outputs: inputs }];
  };
}

/** The role's own policy no longer allows what the key may be asked for. */
const undecrypting = permitted((each) => (actionsOf(each).includes("kms:Decrypt") ? undefined : each));

type Call = Partial<Pick<TraceRequest, "method" | "client" | "origin" | "query" | "headers">> & {
  readonly path?: string;
};

function trace(
  changes: readonly Change[],
  { path = "", headers, ...call }: Call = {},
  contents: Parameters<typeof modelOf>[2] = { servers: sampleServers },
): Trace {
  const states = changes.reduce((at, change) => change(at), resources);
  const model = modelOf(states, topology, contents);
  const alias =
    callsOf(model, topology, "srv").find(({ form }) => form === "alias") ?? assert.fail("no alias");
  const source = callersOf(model, topology)[0]?.parts[0]?.source ?? assert.fail("no caller");
  return tracerOf(model).trace({
    source,
    method: "GET",
    url: parseUrl(`${alias.url}${path}`),
    headers: { ...alias.sent, ...headers },
    client: "curl",
    insecure: false,
    demand: "every",
    ...call,
  });
}

function bodyOf({ answer }: Trace): unknown {
  return JSON.parse(answer?.body ?? "null");
}

const failed = "backend backend-error 500";
const unavailable = "backend backend-error 503";
const open = "backend unknown";

describe("a method that is passed on to the inventory's function", () => {
  const rows: readonly (readonly [title: string, call: Call, expected: string, body?: unknown])[] = [
    ["the root", {}, "backend ok 200", { status: "ok", paths: ["/srv", "/srv/{srvid}"] }],
    ["a server", { path: "/srv/1" }, "backend ok 200", sampleServers[0]],
    ["an id in percent signs", { path: "/srv/%31" }, "backend ok 200", sampleServers[0]],
    ["no such server", { path: "/srv/9" }, "backend not-found 404", { message: 'No server "9"' }],
    ["all servers", { path: "/srv" }, "backend ok 200", { servers: sampleServers, next: null }],
    [
      "a filter",
      { path: "/srv", query: "?service=ledger" },
      "backend ok 200",
      { servers: sampleServers.slice(0, 2), next: null },
    ],
    ["a limit that is none", { path: "/srv", query: "?limit=0" }, "backend bad-request 400"],
    ["no such path", { path: "/other" }, "method missing-token 403"],
    ["another method", { path: "/srv", method: "POST" }, "method missing-token 403"],
    ["no key", { path: "/srv/1", headers: { "x-api-key": "short" } }, "method forbidden 403"],
    ["a preflight", { path: "/srv/1", method: "OPTIONS" }, "backend ok 200"],
    [
      "a page",
      { path: "/srv/1", client: "browser", origin: "https://b.example" },
      "backend ok 200",
      sampleServers[0],
    ],
    [
      "a page of elsewhere",
      { path: "/srv/1", client: "browser", origin: "https://c.example" },
      "backend cors-blocked",
    ],
    [
      "a page and no such server",
      { path: "/srv/9", client: "browser", origin: "https://a.example" },
      "backend not-found 404",
    ],
  ];
  for (const [title, call, expected, body] of rows) {
    it(`${title}: ${expected}`, () => {
      const traced = trace([], call);
      assert.equal(said(traced), expected);
      if (body !== undefined) assert.deepEqual(bodyOf(traced), body);
    });
  }

  it("answers page by page", () => {
    const first = bodyOf(trace([], { path: "/srv", query: "?limit=4" })) as Readonly<Record<string, unknown>>;
    assert.deepEqual(first["servers"], sampleServers.slice(0, 4));
    const query = `?limit=4&next=${String(first["next"])}`;
    assert.deepEqual(bodyOf(trace([], { path: "/srv", query })), {
      servers: sampleServers.slice(4),
      next: null,
    });
  });

  it("answers with the handler's own headers, by name in lower case", () => {
    const { answer } = trace([], { path: "/srv/1", headers: { origin: "https://a.example" } });
    assert.deepEqual(answer?.headers, {
      "content-type": "application/json",
      "access-control-allow-origin": "https://a.example",
      vary: "Origin",
    });
  });
});

describe("a function that API Gateway cannot have run", () => {
  const permission = "Permission srv.GET";
  const rows: readonly (readonly [title: string, change: Change, expected: string, because: RegExp])[] = [
    ["no function", gone(fn), failed, /function:srv-inventory-function-\w+ is not among the resources/],
    ["a function whose ARN is not known", set(fn, () => ({ arn: unknown })), open, /is there is not known/],
    ["no permission", gone(permission), failed, /no permission .* lets GET \/ of srv\.api/],
    [
      "one for another method",
      set(permission, ({ inputs }) => ({ sourceArn: String(inputs["sourceArn"]).replace("GET", "PUT") })),
      failed,
      /no permission/,
    ],
    [
      "one for another API",
      set(permission, () => ({ sourceArn: `arn:aws:execute-api:${region}:222222222222:other/*/GET/*` })),
      failed,
      /no permission/,
    ],
    ["one for another function", set(permission, () => ({ function: "other" })), failed, /no permission/],
    [
      "one for another service",
      set(permission, () => ({ principal: "events.amazonaws.com" })),
      failed,
      /no permission/,
    ],
    [
      "one for another action",
      set(permission, () => ({ action: "lambda:GetFunction" })),
      failed,
      /no permission/,
    ],
    [
      "one of another account",
      set(permission, () => ({ sourceAccount: "333333333333" })),
      failed,
      /no permission/,
    ],
    ["one of an alias", set(permission, () => ({ qualifier: "live" })), failed, /no permission/],
    [
      "one that is not known",
      set(permission, () => ({ sourceArn: unknown })),
      open,
      /may invoke .* is not known/,
    ],
    ["no role", gone("Role srv.inventory.function"), failed, /the role .* is not among the resources/],
    ["a role that is not known", set(fn, () => ({ role: unknown })), open, /the role .* is not known/],
    [
      "a role for others",
      set("Role srv.inventory.function", () => ({
        assumeRolePolicy: JSON.stringify({
          Statement: [
            { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
          ],
        }),
      })),
      failed,
      /does not trust lambda/,
    ],
    [
      "a role that may not decrypt the environment",
      permitted((each) => (actionsOf(each).includes("kms:Decrypt") && !isViaTable(each) ? undefined : each)),
      failed,
      /allows kms:Decrypt/,
    ],
    ["no key", gone("Key api.ap-northeast-2.key"), failed, /the key .* is not among the resources/],
    [
      "a key that is disabled",
      set("Key api.ap-northeast-2.key", () => ({ isEnabled: false })),
      failed,
      /is disabled/,
    ],
    [
      "a key that may be",
      set("Key api.ap-northeast-2.key", () => ({ isEnabled: unknown })),
      open,
      /perhaps disabled/,
    ],
    ["a key for nobody", keyed([{ Effect: "Deny" }]), failed, /the policy of .* denies/],
    [
      "a key for others",
      keyed([{ ...decrypting, Principal: { AWS: "arn:aws:iam::222222222222:role/other" } }]),
      failed,
      /lets neither srv\.inventory\.function .* nor its account decrypt/,
    ],
    [
      "a key for other accounts",
      keyed([{ ...decrypting, Principal: { AWS: "arn:aws:iam::333333333333:root" } }]),
      failed,
      /lets neither/,
    ],
    ["a key for encrypting", keyed([{ ...decrypting, Action: "kms:Encrypt" }]), failed, /lets neither/],
    [
      "a key for the role, but not by its denial",
      keyed([decrypting, { ...decrypting, Effect: "Deny", Principal: "*" }]),
      failed,
      /the policy of .* denies/,
    ],
    [
      "a key whose policy is not known",
      set(key, () => ({ policy: unknown })),
      open,
      /the policy of .* is not known/,
    ],
    [
      "a key of whoever the organization is",
      keyed([{ ...decrypting, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } }]),
      open,
      /of the policy of .* depends on/,
    ],
    [
      "a policy for nobody in place of the key's",
      replacedPolicy({ policy: policyOf([{ Effect: "Deny" }]) }),
      failed,
      /denies/,
    ],
    [
      "a policy of a key that is not known",
      replacedPolicy({ keyId: unknown }),
      open,
      /the policy of .* is not known/,
    ],
    [
      "nothing reserved of what it may run",
      set(fn, () => ({ reservedConcurrentExecutions: 0 })),
      failed,
      /reserved concurrency of srv\.inventory\.function .* is 0/,
    ],
    [
      "a reserve that is not known",
      set(fn, () => ({ reservedConcurrentExecutions: unknown })),
      open,
      /reserved concurrency of .* is not known/,
    ],
    [
      "code of somebody else",
      set(fn, () => ({ tags: { "apilink:component": "Other/srv" } })),
      open,
      /what srv\.inventory\.function .* answers is not known/,
    ],
    [
      "no table in its environment",
      environment({ TABLE_NAME: "" }),
      "backend backend-error 502",
      /does not start with its environment: .*TABLE_NAME/,
    ],
    [
      "origins that are none",
      environment({ ALLOWED_ORIGINS: "[1]" }),
      "backend backend-error 502",
      /does not start with its environment: ALLOWED_ORIGINS/,
    ],
    [
      "an environment that is not known",
      set(fn, () => ({ environment: unknown })),
      open,
      /TABLE_NAME .* is not known/,
    ],
    [
      "a variable that is not known",
      environment({ ALLOWED_ORIGINS: unknown }),
      open,
      /ALLOWED_ORIGINS .* is not known/,
    ],
  ];
  for (const [title, change, expected, because] of rows) {
    it(`${title}: ${expected}`, () => {
      const traced = trace([change]);
      assert.equal(said(traced), expected);
      assert.match(traced.explanation, because);
      if (expected === open) return;
      assert.deepEqual(bodyOf(traced), { message: "Internal server error" });
      assert.ok(traced.mend !== undefined && traced.mend !== "");
    });
  }

  it("is run by whatever way the key's policy lets its role", () => {
    const role = stateOf(resources, types.role, "srv.inventory.function");
    const arn = String(role.outputs["arn"]);
    const ofRole = keyed([{ ...decrypting, Principal: { AWS: arn } }]);
    const callerIn = (account: string) => ({ StringEquals: { "kms:CallerAccount": account } });
    const rows: readonly (readonly [changes: readonly Change[], expected: string])[] = [
      [[set(key, () => ({ policy: undefined }))], "backend ok 200"],
      [[set(key, () => ({ policy: undefined })), undecrypting], failed],
      [[keyed([decrypting])], "backend ok 200"],
      [[keyed([decrypting]), undecrypting], failed],
      // Its policy lets the role itself, whatever IAM's say.
      [[ofRole, undecrypting], "backend ok 200"],
      [[keyed([{ ...decrypting, Principal: "*" }]), undecrypting], "backend ok 200"],
      [
        [ofRole, set(rights, () => ({ policy: policyOf([{ Effect: "Deny", Principal: undefined }]) }))],
        failed,
      ],
      [[keyed([{ ...decrypting, Condition: callerIn("222222222222") }])], "backend ok 200"],
      [[keyed([{ ...decrypting, Condition: callerIn("333333333333") }])], failed],
      [[replacedPolicy({ region: "us-west-2", policy: policyOf([{ Effect: "Deny" }]) })], "backend ok 200"],
      [[replacedPolicy({ keyId: "other", policy: policyOf([{ Effect: "Deny" }]) })], "backend ok 200"],
    ];
    rows.forEach(([changes, expected], index) => {
      assert.equal(said(trace(changes)), expected, String(index));
    });
  });

  it("has no say of its own for roles of another account", () => {
    const elsewhere = "arn:aws:kms:ap-northeast-2:333333333333:key/other";
    const changes = [
      set(fn, () => ({ kmsKeyArn: elsewhere })),
      set(rights, ({ inputs }) => ({
        policy: String(inputs["policy"]).replaceAll(/arn:aws:kms:[^"]*/g, elsewhere),
      })),
      set(key, () => ({ arn: elsewhere })),
      set("Table srv.servers", () => ({ serverSideEncryption: { enabled: true } })),
    ];
    const { outputs } = stateOf(resources, types.role, "srv.inventory.function");
    const allowing = keyed([{ ...decrypting, Principal: { AWS: outputs["arn"] } }]);
    assert.equal(said(trace([...changes, allowing])), "backend ok 200");
    assert.equal(said(trace([...changes, allowing, undecrypting])), failed);
    assert.equal(said(trace([...changes, set(key, () => ({ policy: undefined }))])), failed);
  });

  it("is run by a reserve, and without one", () => {
    for (const reserved of [1, -1, undefined]) {
      assert.equal(
        said(trace([set(fn, () => ({ reservedConcurrentExecutions: reserved }))])),
        "backend ok 200",
      );
    }
  });

  it("is run where one of several permissions will do", () => {
    const copy: Change = (states) => {
      const own = stateOf(states, types.lambdaPermission, "srv.GET");
      return [
        ...states,
        { ...own, urn: `${own.urn}-2`, inputs: {}, outputs: { ...own.outputs, sourceArn: unknown } },
      ];
    };
    assert.equal(said(trace([copy])), "backend ok 200");
  });

  it("tells a page's preflight what to mend", () => {
    const traced = trace([gone("Permission srv.OPTIONS")], {
      client: "browser",
      origin: "https://a.example",
    });
    assert.equal(said(traced), "backend cors-blocked");
    assert.match(traced.mend ?? "", /let apigateway\.amazonaws\.com invoke/);
  });
});

describe("a function that cannot read its table", () => {
  const table = "Table srv.servers";
  const without = (action: string): Change =>
    permitted((each) =>
      actionsOf(each).includes(action)
        ? { ...each, Action: actionsOf(each).filter((other) => other !== action) }
        : each,
    );
  const allow = (action: string, resource: string): Change =>
    permitted((each) => (actionsOf(each).includes(action) ? { ...each, Resource: resource } : each));
  const deny: Change = set(rights, ({ inputs }) => ({
    policy: String(inputs["policy"]).replace("[", '[{"Effect":"Deny","Action":"dynamodb:*","Resource":"*"},'),
  }));
  const tablePolicy =
    (values: object): Change =>
    (states) => {
      const own = stateOf(states, types.table, "srv.servers");
      const inputs = { resourceArn: own.outputs["arn"], policy: "{}", ...values };
      return [
        ...states,
        { ...own, type: types.tablePolicy, urn: `${own.urn}-policy`, inputs, outputs: inputs },
      ];
    };
  const list = { path: "/srv" };
  const get = { path: "/srv/1" };
  const rows: readonly (readonly [title: string, change: Change, call: Call, expected: string])[] = [
    ["no table", gone(table), {}, unavailable],
    ["a table of another name", environment({ TABLE_NAME: "other" }), {}, unavailable],
    ["no scan, of the root", without("dynamodb:Scan"), {}, unavailable],
    ["no scan, of a list", without("dynamodb:Scan"), list, unavailable],
    ["no scan, of a server", without("dynamodb:Scan"), get, "backend ok 200"],
    ["no get, of a list", without("dynamodb:GetItem"), list, "backend ok 200"],
    ["no get, of a server", without("dynamodb:GetItem"), get, unavailable],
    [
      "another table",
      allow("dynamodb:Scan", `arn:aws:dynamodb:${region}:222222222222:table/other`),
      {},
      unavailable,
    ],
    [
      "another region's",
      allow("dynamodb:Scan", "arn:aws:dynamodb:us-west-2:222222222222:table/*"),
      {},
      unavailable,
    ],
    ["every table", allow("dynamodb:Scan", "*"), {}, "backend ok 200"],
    ["a denial", deny, {}, unavailable],
    ["no decryption", permitted((each) => (isViaTable(each) ? undefined : each)), {}, unavailable],
    [
      "decryption for another service",
      permitted((each) =>
        isViaTable(each)
          ? (JSON.parse(JSON.stringify(each).replace("dynamodb.ap", "s3.ap")) as object)
          : each,
      ),
      {},
      unavailable,
    ],
    ["a policy that is not known", set(rights, () => ({ policy: unknown })), {}, open],
    [
      "a boundary",
      set("Role srv.inventory.function", () => ({
        permissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess",
      })),
      {},
      open,
    ],
    ["a key that is not known", set(table, () => ({ serverSideEncryption: unknown })), {}, open],
    ["AWS's own key", set(table, () => ({ serverSideEncryption: { enabled: true } })), {}, "backend ok 200"],
    [
      "a VPC of its own",
      set(fn, () => ({ vpcConfig: { subnetIds: ["subnet-1"], securityGroupIds: [] } })),
      {},
      open,
    ],
    ["a policy of the table's own", tablePolicy({}), {}, open],
    ["one of a table that is not known", tablePolicy({ resourceArn: unknown }), {}, open],
    [
      "one of another table",
      tablePolicy({ resourceArn: "arn:aws:dynamodb:r:1:table/x" }),
      {},
      "backend ok 200",
    ],
    ["a preflight all the same", gone(table), { ...get, method: "OPTIONS" }, "backend ok 200"],
    ["a mistake all the same", gone(table), { ...list, query: "?limit=x" }, "backend bad-request 400"],
  ];
  for (const [title, change, call, expected] of rows) {
    it(`${title}: ${expected}`, () => {
      assert.equal(said(trace([change], call)), expected);
    });
  }

  it("answers as the handler does, to pages as well", () => {
    const traced = trace([gone(table)], { ...get, client: "browser", origin: "https://a.example" });
    assert.equal(said(traced), unavailable);
    assert.equal(traced.answer?.headers["retry-after"], "5");
    assert.equal(traced.answer.headers["access-control-allow-origin"], "https://a.example");
    assert.match(traced.explanation, /is answered 503 by .* its table .* is not among the resources/);
  });
});

describe("a table that nobody has read", () => {
  const rows: readonly (readonly [title: string, call: Call, expected: string])[] = [
    ["the root", {}, "backend ok 200"],
    ["all servers", { path: "/srv" }, "backend ok 200"],
    ["a server", { path: "/srv/1" }, open],
    ["a mistake", { path: "/srv", query: "?x=1" }, "backend bad-request 400"],
    ["a preflight", { path: "/srv/1", method: "OPTIONS" }, "backend ok 200"],
  ];
  for (const [title, call, expected] of rows) {
    it(`${title}: ${expected}`, () => {
      assert.equal(said(trace([], call, {})), expected);
    });
  }

  it("leaves the list's body open, and nothing else", () => {
    const { answer } = trace([], { path: "/srv" }, {});
    assert.equal(answer?.body, undefined);
    assert.equal(answer?.headers["content-type"], "application/json");
    assert.match(trace([], { path: "/srv/1" }, {}).explanation, /what srv\.servers .* holds is not known/);
  });
});

describe("what the model reads of functions", () => {
  it("is what the program made of them", () => {
    const model = modelOf(resources, topology);
    const [own] = [...model.functions.values()];
    assert.deepEqual(
      [...model.functions.keys()],
      [stateOf(resources, types.lambdaFunction, "srv.inventory.function").outputs["arn"]],
    );
    assert.deepEqual(
      [own?.component, own?.account, own?.region, own?.permissions.length, own?.permissionsKnown, own?.vpc],
      ["InventoryBackend/srv", "222222222222", region, 2, true, undefined],
    );
    assert.equal(own?.environment?.get("TABLE_NAME"), model.tables[0]?.name);
    const role = model.roles.get(own?.roleArn ?? "");
    assert.deepEqual([role?.account, role?.policies.length, role?.policiesKnown], ["222222222222", 1, true]);
    assert.equal(model.keys.has(model.tables[0]?.keyArn ?? ""), true);
    assert.equal(resources.filter(({ urn }) => nameOf(urn) === "srv.servers").length, 1);
  });

  it("tells roles of one name in two accounts apart", () => {
    const role = stateOf(resources, types.role, "srv.inventory.function");
    const twin: ResourceState = {
      ...role,
      urn: `${role.urn}-twin`,
      inputs: {},
      outputs: { ...role.outputs, arn: String(role.outputs["arn"]).replace("222222222222", "111111111111") },
    };
    const { roles } = modelOf([...resources, twin], topology);
    assert.deepEqual(
      [...roles.values()].map(({ account, policies }) => [account, policies.length]),
      [
        ["222222222222", 1],
        ["111111111111", 0],
      ],
    );
  });
});
