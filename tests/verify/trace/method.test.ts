import assert from "node:assert/strict";
import fc from "fast-check";
import type { Properties } from "../../../lab/resource";
import { unknown } from "../../../lab/state";
import { modelOf } from "../../../verify/model";
import { types } from "../../../verify/model/types";
import {
  add,
  aliasUrl,
  apiArn,
  apiId,
  mock,
  modelWith,
  remove,
  resource,
  set,
  statesWith,
  testOutcomes,
  topology,
  traceIn,
  triggers,
  type Change,
} from "../../support/oneEndpoint";

const ok = "backend ok 200";
const missing = "method missing-token 403";
const forbidden = "method forbidden 403";
const open = "method unknown";

const publish = (resources: Readonly<Record<string, readonly Properties[]>>): Change =>
  set("deployment", triggers(resources));
const at = (path: string) => ({ url: `${aliasUrl}${path}` });
const status = (code: number): Properties => mock({ statusCode: String(code) });

describe("paths", () => {
  const one = (path: string): readonly Change[] => [publish({ [path]: [mock()] })];
  testOutcomes([
    ["the root", one("/"), ok],
    ["the root, with a slash", one("/"), ok, at("/")],
    ["below the root", one("/"), missing, at("/srv")],
    ["a fixed one", one("/srv"), ok, at("/srv")],
    ["a fixed one, with a slash at the end", one("/srv"), ok, at("/srv/")],
    ["a fixed one in capitals", one("/srv"), missing, at("/SRV")],
    ["a longer one", one("/srv"), missing, at("/srv/1")],
    ["a shorter one", one("/srv/x"), missing, at("/srv")],
    ["a parameter", one("/srv/{srvid}"), ok, at("/srv/1")],
    ["a parameter for nothing", one("/srv/{srvid}"), missing, at("/srv")],
    ["a parameter for two segments", one("/srv/{srvid}"), missing, at("/srv/1/2")],
    ["a greedy parameter for one segment", one("/srv/{proxy+}"), ok, at("/srv/1")],
    ["a greedy parameter for three segments", one("/srv/{proxy+}"), ok, at("/srv/1/2/3")],
    ["a greedy parameter for nothing", one("/srv/{proxy+}"), missing, at("/srv")],
    ["a greedy parameter elsewhere", one("/srv/{proxy+}"), missing, at("/other/1")],
    ["the query does not count", one("/srv"), ok, at("/srv?id=1")],
    [
      "the fixed one before the parameter",
      [publish({ "/{a}": [status(404)], "/srv": [mock()] })],
      ok,
      at("/srv"),
    ],
    [
      "the parameter before the greedy one",
      [publish({ "/{proxy+}": [status(404)], "/{a}": [mock()] })],
      ok,
      at("/srv"),
    ],
    [
      "the longer fixed part before the greedy one",
      [publish({ "/{proxy+}": [status(404)], "/srv/{proxy+}": [mock()] })],
      ok,
      at("/srv/1"),
    ],
  ]);
});

describe("methods", () => {
  const get = mock({ httpMethod: "GET" });
  testOutcomes([
    ["the method itself", [publish({ "/": [get] })], ok],
    ["another method", [publish({ "/": [get] })], missing, { method: "POST" }],
    ["ANY", [publish({ "/": [mock()] })], ok, { method: "DELETE" }],
    ["the method itself before ANY", [publish({ "/": [status(404), get] })], ok],
    [
      "ANY for every other method",
      [publish({ "/": [get, status(404)] })],
      "backend not-found 404",
      { method: "PUT" },
    ],
    ["a signature is wanted", [publish({ "/": [mock({ authorization: "AWS_IAM" })] })], missing],
    ["an authorizer is asked", [publish({ "/": [mock({ authorization: "CUSTOM" })] })], open],
  ]);

  it("lists what can be called", () => {
    const { explanation, mend, answer } = traceIn(
      modelWith(publish({ "/srv": [get], "/x": [mock()] })),
      at("/y"),
    );
    assert.match(explanation, /publishes no GET \/y of api/);
    assert.equal(mend, "call one of: GET /srv, ANY /x");
    assert.equal(answer?.body, '{"message":"Missing Authentication Token"}');
    assert.equal(answer.headers["x-amzn-errortype"], "MissingAuthenticationTokenException");
  });
});

describe("API keys", () => {
  const wanted = publish({ "/": [mock({ apiKeyRequired: true })] });
  const key = (more: Properties = {}): Change =>
    add(resource(types.apiKey, "key", "key-0", { enabled: true, ...more }));
  const plan = (more: Properties = {}): Change =>
    add(resource(types.usagePlan, "plan", "plan-0", { apiStages: [{ apiId, stage: "v1" }], ...more }));
  const pair = (more: Properties = {}): Change =>
    add(resource(types.usagePlanKey, "pair", "pair-0", { usagePlanId: "plan-0", keyId: "key-0", ...more }));
  const sent = (value: string) => ({ headers: { "x-api-key": value } });
  const own = sent("<api-key:srv>");
  testOutcomes([
    ["the API's own", [wanted, key(), plan(), pair()], ok, own],
    ["none sent", [wanted, key(), plan(), pair()], forbidden],
    ["none wanted", [], ok, sent("whatever")],
    ["another API's", [wanted, key(), plan(), pair()], forbidden, sent("<api-key:other>")],
    ["the name of the key is empty", [wanted, key(), plan(), pair()], forbidden, sent("<api-key:>")],
    ["what could be a key", [wanted, key(), plan(), pair()], open, sent("x".repeat(20))],
    ["what is too short", [wanted, key(), plan(), pair()], forbidden, sent("x".repeat(19))],
    ["what is as long as can be", [wanted, key(), plan(), pair()], open, sent("x".repeat(128))],
    ["what is too long", [wanted, key(), plan(), pair()], forbidden, sent("x".repeat(129))],
    ["one that is switched off", [wanted, key({ enabled: false }), plan(), pair()], forbidden, own],
    ["one that may be switched off", [wanted, key({ enabled: unknown }), plan(), pair()], open, own],
    [
      "one that nobody says is switched on, which is so by default",
      [wanted, key({ enabled: undefined }), plan(), pair()],
      ok,
      own,
    ],
    ["no plan", [wanted, key(), pair()], forbidden, own],
    ["a plan without keys", [wanted, key(), plan()], forbidden, own],
    [
      "a plan for another stage",
      [wanted, key(), plan({ apiStages: [{ apiId, stage: "v2" }] }), pair()],
      forbidden,
      own,
    ],
    [
      "a plan for another API",
      [wanted, key(), plan({ apiStages: [{ apiId: "zzz", stage: "v1" }] }), pair()],
      forbidden,
      own,
    ],
    [
      "a plan for more",
      [
        wanted,
        key(),
        plan({
          apiStages: [
            { apiId: "zzz", stage: "v1" },
            { apiId, stage: "v1" },
          ],
        }),
        pair(),
      ],
      ok,
      own,
    ],
    [
      "a plan for stages that are not known",
      [wanted, key(), plan({ apiStages: unknown }), pair()],
      open,
      own,
    ],
    [
      "a plan for an API that is not known",
      [wanted, key(), plan({ apiStages: [{ apiId: unknown, stage: "v1" }] }), pair()],
      open,
      own,
    ],
    ["a plan that is not known", [wanted, key(), plan(), pair({ usagePlanId: unknown })], open, own],
    ["a key that is not known", [wanted, key(), plan(), pair({ keyId: unknown })], open, own],
    ["a key that is not there", [wanted, plan(), pair()], forbidden, own],
    ["another plan's key", [wanted, key(), plan(), pair({ usagePlanId: "plan-9" })], forbidden, own],
    [
      "a second plan",
      [
        wanted,
        key(),
        plan(),
        pair(),
        add(resource(types.usagePlan, "plan-2", "plan-2", { apiStages: [{ apiId, stage: "v1" }] })),
      ],
      ok,
      own,
    ],
  ]);

  it("are those of the API that they are named after", () => {
    const other = [
      add(
        resource(types.restApi, "api-2", "def7654321", {
          executionArn: apiArn,
          endpointConfiguration: { types: "PRIVATE" },
        }),
        resource(types.stage, "stage-2", "stage-2", { restApi: "def7654321", stageName: "v1" }),
        resource(types.apiKey, "key-2", "key-2", { enabled: true }),
        resource(types.usagePlan, "plan-2", "plan-2", { apiStages: [{ apiId: "def7654321", stage: "v1" }] }),
        resource(types.usagePlanKey, "pair-2", "pair-2", { usagePlanId: "plan-2", keyId: "key-2" }),
      ),
      set("apilink-test", { apis: { srv: apiId, second: "def7654321" } }),
    ];
    const states = statesWith(wanted, key(), plan(), pair(), ...other);
    const trace = traceIn(modelOf(states, topology), sent("<api-key:second>"));
    assert.equal(trace.outcome, "forbidden");
    assert.match(trace.explanation, /^no usage plan admits the API key of second to stage/);
    assert.equal(trace.mend, "send x-api-key: <api-key:srv>");
  });

  it("are to be put into a plan where the API's own is in none, not to be sent again", () => {
    const trace = traceIn(modelWith(wanted, key(), plan()), sent("<api-key:srv>"));
    assert.equal(trace.outcome, "forbidden");
    assert.equal(trace.mend, "enable the key, and put it into a usage plan that has stage (stage-0)");
  });
});

describe("the backend", () => {
  const answering = (more: Properties): Change => publish({ "/": [mock(more)] });
  testOutcomes([
    ["200", [answering({ statusCode: "200" })], ok],
    ["204", [answering({ statusCode: "204" })], "backend ok 204"],
    ["299", [answering({ statusCode: "299" })], "backend ok 299"],
    ["300", [answering({ statusCode: "300" })], "backend backend-error 300"],
    ["199", [answering({ statusCode: "199" })], "backend backend-error 199"],
    ["400", [answering({ statusCode: "400" })], "backend bad-request 400"],
    ["404", [answering({ statusCode: "404" })], "backend not-found 404"],
    ["429", [answering({ statusCode: "429" })], "backend throttled 429"],
    ["503", [answering({ statusCode: "503" })], "backend backend-error 503"],
    ["no integration response", [answering({ statusCode: undefined })], "backend backend-error 500"],
    ["no method response", [answering({ methodResponse: false })], "backend backend-error 500"],
    ["an integration that is no mock", [answering({ type: "AWS_PROXY" })], "backend unknown"],
  ]);

  const answerTo = (more: Properties, headers: Readonly<Record<string, string>> = {}) =>
    traceIn(modelWith(answering(more)), { headers }).answer;
  it("answers with its template and its literal headers", () => {
    const answer = answerTo({
      responseTemplate: "as it stands",
      headers: { "X-One": "'1'", "X-Two": "integration.response.header.Two", "Content-Type": "'text/plain'" },
    });
    assert.deepEqual(answer, {
      status: 200,
      headers: { "content-type": "text/plain", "x-one": "1" },
      body: "as it stands",
    });
  });

  it("answers with a body that is not known where a template computes it", () => {
    for (const template of [
      "$input.json('$')",
      "#foreach($x in $y)a#end",
      "#set($x = 1)",
      "#if($x > 1)a#end",
      '#set($a = "b")$a',
      '#set($context.responseOverride.header.X = ["a"])',
      "#set(a = 1)",
    ])
      assert.equal(answerTo({ responseTemplate: template })?.body, undefined, template);
  });

  const templates: readonly (readonly [
    template: string,
    headers: Readonly<Record<string, string>>,
    body: string,
  ])[] = [
    ['#set($a = "x")\n#if($a == "x")\nyes#end', {}, "yes"],
    ['#set($a = "x")\n#if($a == "y")\nno#end\nrest', {}, "rest"],
    ['#set($a = "x")\n#if($a == "y")#if($a == "x")\nno#end#end\nrest', {}, "rest"],
    ['#set($a = "x")\n#if($a == "y")#set($a = "y")#end\n#if($a == "y")\nno#end\nrest', {}, "rest"],
    ['#set($a = $input.params("one"))\n#if($a == "1")\none#end', { one: "1" }, "one"],
    ['#set($a = $input.params("one"))\n#if($a == "")\nnone#end', {}, "none"],
    ['#set($l = ["a","b"])\n#set($m = "b")\n#if($l.contains($m))\nin#end', {}, "in"],
    ['#set($l = ["a","b"])\n#set($m = "c")\n#if($l.contains($m))\nin#end\nout', {}, "out"],
    ['#set($a = "x")\n#set($b = $a)\n#if($b == "x")\ncopied#end', {}, "copied"],
  ];
  for (const [template, headers, body] of templates)
    it(`renders ${JSON.stringify(template)} as ${body}`, () => {
      assert.equal(answerTo({ responseTemplate: template }, headers)?.body, body);
    });

  it("answers with any text that holds nothing of a template as it stands", () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/[$#]/.test(text)),
        (text) => {
          assert.equal(answerTo({ responseTemplate: text })?.body, text);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("is asked last, after everything that lets the call pass", () => {
    const { hops, connectedTo, explanation } = traceIn(modelWith());
    assert.deepEqual(
      hops.map(({ step }) => step),
      [
        "dns",
        "route",
        "firewall",
        "tls",
        "gateway",
        "endpoint-policy",
        "resource-policy",
        "method",
        "backend",
      ],
    );
    assert.equal(connectedTo, "10.0.1.5");
    assert.equal(explanation, `api (${apiId}) answers through endpoint (vpce-0e)`);
    assert.equal(
      hops.find(({ step }) => step === "method")?.says,
      `ANY / of api (${apiId}) answers ${apiArn}/v1/GET/`,
    );
    assert.deepEqual(
      traceIn(modelWith(remove("rule"))).hops.map(({ step }) => step),
      ["dns", "route", "firewall"],
    );
  });
});
