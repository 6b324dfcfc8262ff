import assert from "node:assert/strict";
import type { Properties } from "../../../lab/resource";
import { unknown } from "../../../lab/state";
import { types } from "../../../verify/model/types";
import {
  add,
  aliasUrl,
  apiArn,
  apiId,
  defaultUrl,
  domain,
  endpointId,
  endpointName,
  endpointUrl,
  mock,
  modelWith,
  region,
  remove,
  resource,
  set,
  testOutcomes,
  traceIn,
  triggers,
  type Change,
} from "../../support/oneEndpoint";
import { domainArn, domainName, mapping, ownDomain, policyOf } from "../../support/richLandscape";

const ok = "backend ok 200";
const forbidden = "gateway forbidden 403";
const open = "gateway unknown";
const publicApi = set("api", { endpointConfiguration: { types: "REGIONAL" } });
const privateDns = set("endpoint", { privateDnsEnabled: true });
const host = (name: string) => ({ url: endpointUrl, headers: { host: name } });
const named = (id: string) => ({ url: endpointUrl, headers: { "x-apigw-api-id": id } });
const apiHost = `${apiId}.${domain}`;

describe("TLS", () => {
  const zone = add(
    resource(types.zone, "zone", "Z1", {
      zoneId: "Z1",
      name: "example.internal",
      vpcs: [{ vpcId: "vpc-home" }],
    }),
    resource(types.record, "r", "r", {
      zoneId: "Z1",
      type: "A",
      name: "*",
      aliases: [{ name: endpointName }],
    }),
  );
  const own = { url: "https://srv.example.internal/v1", headers: { "x-apigw-api-id": apiId } };
  testOutcomes([
    ["the alias", [], ok],
    ["the endpoint's own name", [], ok, host(apiHost)],
    ["a name of one's own", [zone], "tls tls-mismatch", own],
    ["a name of one's own, whatever the certificate", [zone], ok, { ...own, insecure: true }],
    [
      "plain HTTP on the port of HTTPS",
      [],
      "tls bad-request 400",
      { url: `http://${apiId}-${endpointId}.${domain}:443/v1` },
    ],
    ["plain HTTP on its own port", [], "firewall timeout", { url: aliasUrl.replace("https", "http") }],
    [
      "plain HTTP on its own port, which is open",
      [set("rule", { fromPort: 80 })],
      "firewall timeout",
      { url: aliasUrl.replace("https", "http") },
    ],
    ["a final dot", [], ok, { url: aliasUrl.replace(".com/", ".com./") }],
  ]);

  it("names both certificates' names", () => {
    assert.equal(
      traceIn(modelWith(zone), own).explanation,
      `the certificate is for *.execute-api.${region}.amazonaws.com and *.execute-api.${region}.vpce.amazonaws.com, not for srv.example.internal`,
    );
  });

  it("wants one label and no more for a wildcard", () => {
    const deep = add(
      resource(types.zone, "zone", "Z1", { zoneId: "Z1", name: domain, vpcs: [{ vpcId: "vpc-home" }] }),
      resource(types.record, "r", "r", {
        zoneId: "Z1",
        type: "A",
        name: `a.b.${domain}`,
        aliases: [{ name: endpointName }],
      }),
    );
    assert.equal(traceIn(modelWith(deep), { url: `https://a.b.${domain}/v1` }).outcome, "tls-mismatch");
  });
});

describe("the gateway", () => {
  testOutcomes([
    ["learns the API from the alias", [], ok],
    ["learns the API from Host", [], ok, host(apiHost)],
    ["learns the API from Host, whatever its case", [], ok, host(apiHost.toUpperCase())],
    ["learns the API from Host with a port", [], ok, host(`${apiHost}:443`)],
    ["learns the API from Host with a final dot", [], ok, host(`${apiHost}.`)],
    ["learns the API from an alias as Host", [], ok, host(`${apiId}-${endpointId}.${domain}`)],
    ["learns the API from x-apigw-api-id", [], ok, named(apiId)],
    [
      "takes Host before x-apigw-api-id",
      [],
      ok,
      { url: endpointUrl, headers: { host: apiHost, "x-apigw-api-id": "zzz" } },
    ],
    ["is told neither", [], forbidden, { url: endpointUrl }],
    ["is told a host that is no API", [], forbidden, host("www.example.com")],
    ["is told a host of another partition", [], forbidden, host(`${apiHost}.cn`)],
    ["is told an API that is not there", [], open, named("zzz")],
    ["is told an API of another region", [set("api", { region: "us-west-2" })], forbidden, named(apiId)],
    ["is told an API whose region only its ARN tells", [set("api", { region: unknown })], ok, named(apiId)],
    ["is told a public API, through an endpoint", [publicApi], forbidden, named(apiId)],
    [
      "is told an API that may be public",
      [set("api", { endpointConfiguration: unknown })],
      open,
      named(apiId),
    ],
    ["captures a public API", [publicApi, privateDns], forbidden, { url: defaultUrl }],
    ["answers for a public API at its own door", [publicApi], ok, { url: defaultUrl, from: "internet" }],
    [
      "does not answer for a private one at the public door",
      [
        publicApi,
        add(
          resource(types.restApi, "other", "def7654321", {
            executionArn: apiArn,
            endpointConfiguration: { types: "PRIVATE" },
          }),
        ),
      ],
      forbidden,
      { url: defaultUrl, from: "internet", headers: { host: `def7654321.${domain}` } },
    ],
    ["knows names that are switched off", [set("api", { disableExecuteApiEndpoint: true })], forbidden],
    [
      "knows names that are switched off, at the public door",
      [publicApi, set("api", { disableExecuteApiEndpoint: true })],
      forbidden,
      { url: defaultUrl, from: "internet" },
    ],
    [
      "does not know whether names are switched off",
      [set("api", { disableExecuteApiEndpoint: unknown })],
      open,
    ],
    ["has no such stage", [], forbidden, { url: aliasUrl.replace("/v1", "/v2") }],
    ["has no stage at the root", [], forbidden, { url: aliasUrl.replace("/v1", "/") }],
    ["has no stage at all", [remove("stage")], forbidden],
    ["may have the stage: its API is not known", [set("stage", { restApi: unknown })], open],
    ["may have the stage: its name is not known", [set("stage", { stageName: unknown })], open],
    [
      "has the stage, and another of which nothing is known",
      [add(resource(types.stage, "more", "s-1", { restApi: unknown, stageName: "v2" }))],
      ok,
    ],
    ["does not know the API's ARN", [set("api", { executionArn: unknown })], open],
  ]);

  const strict = { endpointAccessMode: "STRICT", securityPolicy: "SecurityPolicy_TLS13_1_3_2025_09" };
  describe("in STRICT mode", () => {
    testOutcomes([
      ["the alias", [set("api", strict)], ok],
      ["the API's own name", [set("api", strict), privateDns], ok, { url: defaultUrl }],
      ["the endpoint's name", [set("api", strict)], forbidden, host(apiHost)],
      ["another security policy", [set("api", { ...strict, securityPolicy: "TLS_1_2" })], ok, host(apiHost)],
      ["BASIC mode", [set("api", { ...strict, endpointAccessMode: "BASIC" })], ok, host(apiHost)],
      [
        "a mode that is not known",
        [set("api", { ...strict, endpointAccessMode: unknown })],
        open,
        host(apiHost),
      ],
      ["a mode that is not known, the alias", [set("api", { ...strict, endpointAccessMode: unknown })], ok],
      [
        "a security policy that is not known",
        [set("api", { ...strict, securityPolicy: unknown })],
        open,
        host(apiHost),
      ],
      [
        "a mode that is not known, with another security policy",
        [set("api", { endpointAccessMode: unknown, securityPolicy: "TLS_1_2" })],
        ok,
        host(apiHost),
      ],
    ]);
  });

  it("tells that AWS's answers differ for a stage that is not there", () => {
    const { explanation, mend, answer } = traceIn(modelWith(), { url: aliasUrl.replace("/v1", "/v2") });
    assert.match(explanation, /has no stage "v2" \(AWS's answer here is forbidden by some accounts, Missing/);
    assert.equal(mend, "call one of its stages: v1");
    assert.equal(answer?.body, '{"message":"Forbidden"}');
    assert.equal(answer.headers["x-amzn-errortype"], "ForbiddenException");
  });

  describe("of an API that AWS would not have published", () => {
    const published = (resources: Parameters<typeof triggers>[0], policy?: Properties | null): Change =>
      set("deployment", triggers(resources, policy));
    testOutcomes([
      ["a private one without a policy", [published({ "/": [mock()] }, null)], forbidden],
      ["one without methods", [published({})], forbidden],
      [
        "a method without integration",
        [published({ "/": [mock({ requestTemplate: undefined })] })],
        forbidden,
      ],
      [
        "what was published is not known",
        [set("deployment", { triggers: unknown })],
        "resource-policy unknown",
      ],
      ["its deployment is not known", [set("stage", { deployment: unknown })], "resource-policy unknown"],
      ["its deployment is not there", [remove("deployment")], "resource-policy unknown"],
      [
        "its documents are no JSON",
        [set("deployment", { triggers: { definition: "{", policy: "" } })],
        "resource-policy unknown",
      ],
      [
        "its policy is none",
        [
          set("deployment", {
            triggers: { ...(triggers({ "/": [mock()] })["triggers"] as Properties), policy: "{" },
          }),
        ],
        "resource-policy unknown",
      ],
    ]);
  });
});

describe("policies", () => {
  const arn = `${apiArn}/v1/GET/`;
  const allow = (more: Properties = {}): Properties => ({
    Statement: [{ Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "*", ...more }],
  });
  const deny = (more: Properties = {}): Properties => ({
    Statement: [
      ...(allow()["Statement"] as readonly Properties[]),
      { Sid: "Keep", Effect: "Deny", Principal: "*", Action: "*", Resource: "*", ...more },
    ],
  });
  const endpointPolicy = (policy: unknown): Change =>
    set("endpoint-policy", { policy: typeof policy === "object" ? JSON.stringify(policy) : policy });
  const apiPolicy = (policy: Properties): Change => set("deployment", triggers({ "/": [mock()] }, policy));
  const denied = "endpoint-policy access-denied 403";
  const refused = "resource-policy access-denied 403";
  const condition = (operator: string, key: string, value: string): Properties => ({
    Condition: { [operator]: { [key]: value } },
  });
  const born = set("endpoint", { policy: JSON.stringify({ Statement: [] }) });
  testOutcomes([
    ["the endpoint's allows the method", [endpointPolicy(allow({ Resource: arn }))], ok],
    // A caller stands for its whole range, of which one address says nothing about another as text.
    [
      "the API's compares the address as text",
      [apiPolicy(allow(condition("StringLike", "aws:VpcSourceIp", "10.*")))],
      "resource-policy unknown",
    ],
    [
      "the endpoint's allows another method",
      [endpointPolicy(allow({ Resource: `${apiArn}/v1/POST/` }))],
      denied,
    ],
    ["the endpoint's denies", [endpointPolicy(deny())], denied],
    [
      "the endpoint's has a condition on the time",
      [endpointPolicy(allow(condition("DateLessThan", "aws:CurrentTime", "2030-01-01T00:00:00Z")))],
      "endpoint-policy unknown",
    ],
    ["the endpoint's is not known", [endpointPolicy(unknown)], "endpoint-policy unknown"],
    ["the endpoint's is no policy", [endpointPolicy("{")], "endpoint-policy unknown"],
    [
      "the endpoint's may be of any endpoint",
      [born, set("endpoint-policy", { vpcEndpointId: unknown })],
      "endpoint-policy unknown",
    ],
    [
      "the endpoint's is another endpoint's",
      [born, set("endpoint-policy", { vpcEndpointId: "vpce-0f" })],
      denied,
    ],
    ["the endpoint has AWS's default one", [remove("endpoint-policy")], ok],
    [
      "the endpoint's own one",
      [remove("endpoint-policy"), set("endpoint", { policy: JSON.stringify(allow({ Resource: "arn:x" })) })],
      denied,
    ],
    [
      "the endpoint's own one, not known",
      [remove("endpoint-policy"), set("endpoint", { policy: unknown })],
      "endpoint-policy unknown",
    ],
    ["the one beside the endpoint counts", [set("endpoint", { policy: JSON.stringify(deny()) })], ok],
    [
      "the API's allows the endpoint",
      [apiPolicy(allow(condition("StringEquals", "aws:SourceVpce", endpointId)))],
      ok,
    ],
    [
      "the API's allows another endpoint",
      [apiPolicy(allow(condition("StringEquals", "aws:SourceVpce", "vpce-0f")))],
      refused,
    ],
    [
      "the API's allows the VPC",
      [apiPolicy(allow(condition("StringEquals", "aws:SourceVpc", "vpc-home")))],
      ok,
    ],
    // Whether API Gateway fills these in, AWS does not say.
    [
      "the API's allows the VPC by its ARN",
      [
        apiPolicy(
          allow(
            condition("StringEquals", "aws:SourceVpcArn", `arn:aws:ec2:${region}:111111111111:vpc/vpc-home`),
          ),
        ),
      ],
      "resource-policy unknown",
    ],
    [
      "the API's allows the endpoint's account",
      [apiPolicy(allow(condition("StringEquals", "aws:VpceAccount", "111111111111")))],
      "resource-policy unknown",
    ],
    [
      "the API's asks for a key that every object has",
      [apiPolicy(allow(condition("StringEquals", "constructor", "x")))],
      refused,
    ],
    [
      "the API's allows the caller's range",
      [apiPolicy(allow(condition("IpAddress", "aws:VpcSourceIp", "10.0.0.0/24")))],
      ok,
    ],
    [
      "the API's allows another range",
      [apiPolicy(allow(condition("IpAddress", "aws:VpcSourceIp", "10.0.1.0/24")))],
      refused,
    ],
    [
      "the API's allows a range that is seen on public calls alone",
      [apiPolicy(allow(condition("IpAddress", "aws:SourceIp", "0.0.0.0/0")))],
      refused,
    ],
    [
      "the API's allows what is encrypted",
      [apiPolicy(allow(condition("Bool", "aws:SecureTransport", "true")))],
      ok,
    ],
    [
      "the API's allows the region",
      [apiPolicy(allow(condition("StringEquals", "aws:RequestedRegion", region)))],
      ok,
    ],
    [
      "the API's allows its account's resources",
      [apiPolicy(allow(condition("StringEquals", "aws:ResourceAccount", "222222222222")))],
      ok,
    ],
    [
      "the API's allows a referer",
      [apiPolicy(allow(condition("StringEquals", "aws:Referer", "x")))],
      ok,
      { headers: { referer: "x" } },
    ],
    [
      "the API's allows a referer that is not sent",
      [apiPolicy(allow(condition("StringEquals", "aws:Referer", "x")))],
      refused,
    ],
    [
      "the API's allows a user agent that is not told",
      [apiPolicy(allow(condition("StringEquals", "aws:UserAgent", "x")))],
      "resource-policy unknown",
    ],
    [
      "the API's allows a user agent",
      [apiPolicy(allow(condition("StringEquals", "aws:UserAgent", "x")))],
      ok,
      { headers: { "user-agent": "x" } },
    ],
    [
      "the API's allows an organisation, which nobody has signed for",
      [apiPolicy(allow(condition("StringEquals", "aws:PrincipalOrgID", "o-1")))],
      refused,
    ],
    [
      "the API's allows the endpoint's organisation",
      [apiPolicy(allow(condition("StringEquals", "aws:VpceOrgID", "o-1")))],
      "resource-policy unknown",
    ],
    ["the API's denies without any condition", [apiPolicy(deny())], refused],
    [
      "the API's denies other endpoints",
      [apiPolicy(deny(condition("StringNotEquals", "aws:SourceVpce", endpointId)))],
      ok,
    ],
    ["the endpoint's is asked before the API's", [endpointPolicy(deny()), apiPolicy(deny())], denied],
    [
      "the API's that is not published does not count",
      [set("api-policy", { policy: JSON.stringify(deny()) })],
      ok,
    ],
    [
      "a public API without a policy",
      [publicApi, set("deployment", triggers({ "/": [mock()] }, null))],
      ok,
      { url: defaultUrl, from: "internet" },
    ],
    [
      "a public API's allows endpoints alone",
      [publicApi, apiPolicy(allow(condition("StringEquals", "aws:SourceVpce", endpointId)))],
      refused,
      { url: defaultUrl, from: "internet" },
    ],
    [
      "a public API's allows addresses",
      [publicApi, apiPolicy(allow(condition("IpAddress", "aws:SourceIp", "1.0.0.0/8")))],
      "resource-policy unknown",
      { url: defaultUrl, from: "internet" },
    ],
    [
      "a public API's allows plain calls, too",
      [publicApi, apiPolicy(allow(condition("Null", "aws:VpcSourceIp", "true")))],
      ok,
      { url: defaultUrl, from: "internet" },
    ],
  ]);

  const body = (...changes: readonly Change[]): string | undefined =>
    traceIn(modelWith(...changes)).answer?.body;
  const masked = `User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:${region}:********2222:${apiId}/v1/GET/`;
  it("are denied in AWS's own words, with the account masked", () => {
    assert.equal(body(endpointPolicy(deny())), JSON.stringify({ Message: masked }));
    assert.equal(
      body(apiPolicy(deny())),
      JSON.stringify({ Message: `${masked} with an explicit deny in a resource-based policy` }),
    );
    assert.equal(
      body(apiPolicy(allow({ Resource: "arn:x" }))),
      JSON.stringify({
        Message: `${masked} because no resource-based policy allows the execute-api:Invoke action`,
      }),
    );
  });

  it("are named with the statement that denied", () => {
    assert.match(
      traceIn(modelWith(endpointPolicy(deny()))).explanation,
      /^the statement Keep of the policy of endpoint/,
    );
    assert.match(
      traceIn(modelWith(apiPolicy(deny({ Sid: undefined })))).explanation,
      /^statement 2 of the resource policy of api/,
    );
  });

  it("are stale once they are changed and not deployed again", () => {
    const staleIn = (...changes: readonly Change[]) =>
      modelWith(...changes)
        .apis.get(apiId)
        ?.stages.get("v1")?.stale;
    assert.deepEqual(staleIn(), ["its methods"]);
    assert.deepEqual(staleIn(set("api-policy", { policy: JSON.stringify(deny()) })), [
      "its resource policy",
      "its methods",
    ]);
    assert.deepEqual(staleIn(set("deployment", { triggers: unknown })), []);
    assert.deepEqual(staleIn(set("api-policy", { policy: unknown })), ["its methods"]);
  });
});

describe("a private custom domain", () => {
  const root = mapping("root", undefined);
  const call = { url: `https://${domainName}/` };
  const below = (path: string) => ({ url: `https://${domainName}${path}` });
  const certificate = add(
    resource(types.certificate, "cert", "cert", {
      arn: "arn:cert",
      domainName: "other.internal",
      subjectAlternativeNames: ["*.Example.internal"],
    }),
  );
  testOutcomes([
    ["at its root", [ownDomain(), root], ok, call],
    ["at its root, by AWS's word for it", [ownDomain(), mapping("root", "(none)")], ok, call],
    ["below a base path", [ownDomain(), mapping("m", "v1")], ok, below("/v1")],
    ["below another base path", [ownDomain(), mapping("m", "v1")], forbidden, below("/v2")],
    [
      "a base path before the root, which comes first",
      [ownDomain(), mapping("root", "", { stageName: "gone" }), mapping("m", "v1")],
      ok,
      below("/v1/"),
    ],
    [
      "the root for everything else",
      [ownDomain(), mapping("m", "v1", { stageName: "gone" }), root],
      "method missing-token 403",
      below("/v2"),
    ],
    ["mapped to nothing", [ownDomain()], forbidden, call],
    [
      "another domain's mapping",
      [ownDomain(), mapping("root", "", { domainName: "x.internal" })],
      forbidden,
      call,
    ],
    ["a base path that is not known", [ownDomain(), mapping("m", unknown)], open, call],
    [
      "a mapping of a domain that is not known",
      [ownDomain(), mapping("m", "", { domainName: unknown })],
      open,
      call,
    ],
    ["mapped to an API that is not there", [ownDomain(), mapping("m", "", { restApi: "zzz" })], open, call],
    [
      "mapped to a stage that is not there",
      [ownDomain(), mapping("m", "", { stageName: "v9" })],
      forbidden,
      call,
    ],
    [
      "mapped to a stage that is not known",
      [ownDomain(), mapping("m", "", { stageName: unknown })],
      open,
      call,
    ],
    [
      "without association: the endpoint's certificate is shown",
      [ownDomain({}, null), root],
      "tls tls-mismatch",
      call,
    ],
    [
      "without association, whatever the certificate",
      [ownDomain({}, null), root],
      forbidden,
      { ...call, insecure: true },
    ],
    [
      "associated with what is not known: so is its certificate",
      [ownDomain({}, { accessAssociationSource: unknown }), root],
      "tls unknown",
      call,
    ],
    [
      "associated with another endpoint",
      [ownDomain({}, { accessAssociationSource: "vpce-0f" }), root],
      "tls tls-mismatch",
      call,
    ],
    [
      "associated with what is not known",
      [ownDomain({}, { accessAssociationSource: unknown }), root],
      open,
      { ...call, insecure: true },
    ],
    [
      "another domain is associated",
      [ownDomain({}, { domainNameArn: "arn:x" }), root],
      forbidden,
      { ...call, insecure: true },
    ],
    [
      "its certificate covers it by a wildcard",
      [ownDomain({ certificateArn: "arn:cert" }), certificate, root],
      ok,
      call,
    ],
    [
      "its certificate does not cover it",
      [
        ownDomain({ certificateArn: "arn:cert" }),
        certificate,
        root,
        set("cert", { subjectAlternativeNames: [] }),
      ],
      "tls tls-mismatch",
      call,
    ],
    [
      "its policy denies",
      [ownDomain({ policy: policyOf("arn:x") }), root],
      "resource-policy access-denied 403",
      call,
    ],
    ["its policy is not known", [ownDomain({ policy: unknown }), root], "resource-policy unknown", call],
    ["its policy wants the domain's ARN", [ownDomain({ policy: policyOf(domainArn) }), root], ok, call],
    [
      "the endpoint's policy lacks the domain",
      [ownDomain(), root, set("endpoint-policy", { policy: policyOf(`${apiArn}/*`) })],
      "endpoint-policy access-denied 403",
      call,
    ],
    [
      "the endpoint's policy lacks the API",
      [ownDomain(), root, set("endpoint-policy", { policy: policyOf(domainArn) })],
      "endpoint-policy access-denied 403",
      call,
    ],
    [
      "the endpoint's policy has both",
      [ownDomain(), root, set("endpoint-policy", { policy: policyOf(domainArn, `${apiArn}/*`) })],
      ok,
      call,
    ],
    [
      "the API's policy wants the domain",
      [
        ownDomain(),
        root,
        set(
          "deployment",
          triggers(
            { "/": [mock()] },
            {
              Statement: [
                {
                  Effect: "Allow",
                  Principal: "*",
                  Action: "*",
                  Resource: "*",
                  Condition: { StringEquals: { "execute-api:viaDomainArn": domainArn } },
                },
              ],
            },
          ),
        ),
      ],
      ok,
      call,
    ],
    [
      "the API's policy wants the domain, and the alias is called",
      [
        ownDomain(),
        root,
        set(
          "deployment",
          triggers(
            { "/": [mock()] },
            {
              Statement: [
                {
                  Effect: "Allow",
                  Principal: "*",
                  Action: "*",
                  Resource: "*",
                  Condition: { StringEquals: { "execute-api:viaDomainArn": domainArn } },
                },
              ],
            },
          ),
        ),
      ],
      "resource-policy access-denied 403",
    ],
    [
      "one that is public",
      [ownDomain({ endpointConfiguration: { types: "REGIONAL" } }), root],
      "tls tls-mismatch",
      call,
    ],
    [
      "the API's own names are switched off",
      [ownDomain(), root, set("api", { disableExecuteApiEndpoint: true })],
      ok,
      call,
    ],
  ]);
});
