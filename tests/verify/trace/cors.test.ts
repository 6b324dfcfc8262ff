import assert from "node:assert/strict";
import type { Properties } from "../../../lab/resource";
import { mockMethods } from "../../../components/restMethods";
import {
  apiId,
  domain,
  endpointUrl,
  mock,
  modelWith,
  remove,
  set,
  testOutcomes,
  traceIn,
  triggers,
  type Call,
  type Change,
} from "../../support/oneEndpoint";

const ok = "backend ok 200";
const page = "https://page.example";
const browser: Call = { client: "browser", origin: page };
const cors = (...origins: readonly string[]): Change =>
  methods(...mockMethods({ apiKey: false, cors: origins }));
const methods = (...entries: readonly object[]): Change =>
  set("deployment", triggers({ "/": entries as readonly Properties[] }));
const blocked = (step: string): string => `${step} cors-blocked`;
const sends = (headers: Readonly<Record<string, string>>, more: Call = {}): Call => ({
  ...browser,
  headers,
  ...more,
});
const preflight = (headers: Properties): Change =>
  methods(
    mock({ headers: { "Access-Control-Allow-Origin": "'*'" } }),
    mock({ httpMethod: "OPTIONS", headers: { "Access-Control-Allow-Origin": "'*'", ...headers } }),
  );

describe("browsers", () => {
  testOutcomes([
    ["an API that allows no page", [cors()], blocked("backend"), browser],
    ["curl asks nobody", [cors()], ok, { origin: page }],
    ["an API that allows every page", [cors("*")], ok, browser],
    ["an API that allows the page", [cors(page)], ok, browser],
    ["an API that allows another page", [cors("https://other.example")], blocked("backend"), browser],
    ["an API that allows several pages, the first", [cors(page, "https://other.example")], ok, browser],
    ["an API that allows several pages, the last", [cors("https://other.example", page)], ok, browser],
    [
      "an API that allows several others",
      [cors("https://other.example", "https://page.example.com")],
      blocked("backend"),
      browser,
    ],
    ["a page without origin, where every one is allowed", [cors("*")], ok, { client: "browser" }],
    ["a page without origin", [cors(page)], blocked("backend"), { client: "browser" }],
    [
      "an answer of the gateway has no CORS headers",
      [cors("*")],
      blocked("gateway"),
      { ...browser, url: endpointUrl },
    ],
    ["what is not answered at all", [cors("*"), remove("rule")], "firewall timeout", browser],
    [
      "what is not answered at all, with a preflight",
      [cors("*"), remove("rule")],
      "firewall timeout",
      sends({ "x-api-key": "k" }),
    ],
    ["a preflight that lists the header", [cors("*")], ok, sends({ "x-api-key": "k" })],
    [
      "a preflight that lists the header, several origins",
      [cors("https://other.example", page)],
      ok,
      sends({ "x-api-key": "k" }),
    ],
    ["a preflight that does not list the header", [cors("*")], blocked("backend"), sends({ "x-other": "1" })],
    [
      "a preflight to nobody",
      [methods(mock({ httpMethod: "GET", headers: { "Access-Control-Allow-Origin": "'*'" } }))],
      blocked("method"),
      sends({ "x-api-key": "k" }),
    ],
    [
      "a preflight that is refused",
      [
        methods(
          mock({ headers: { "Access-Control-Allow-Origin": "'*'" } }),
          mock({ httpMethod: "OPTIONS", statusCode: "404" }),
        ),
      ],
      blocked("backend"),
      sends({ "x-api-key": "k" }),
    ],
    [
      "a preflight that allows every header",
      [preflight({ "Access-Control-Allow-Headers": "'*'" })],
      ok,
      sends({ "x-other": "1" }),
    ],
    [
      "authorization is not among every header",
      [preflight({ "Access-Control-Allow-Headers": "'*'" })],
      blocked("backend"),
      sends({ authorization: "1" }),
    ],
    [
      "authorization beside every header",
      [preflight({ "Access-Control-Allow-Headers": "'*, Authorization'" })],
      ok,
      sends({ authorization: "1" }),
    ],
    [
      "a preflight that allows headers in capitals",
      [preflight({ "Access-Control-Allow-Headers": "'X-Other , X-More'" })],
      ok,
      sends({ "x-more": "1", "x-other": "1" }),
    ],
    [
      "a preflight of another page",
      [
        preflight({
          "Access-Control-Allow-Origin": "'https://other.example'",
          "Access-Control-Allow-Headers": "'*'",
        }),
      ],
      blocked("backend"),
      sends({ "x-other": "1" }),
    ],
    [
      "headers that need no preflight",
      [preflight({})],
      ok,
      sends({ accept: "a", "accept-language": "b", "content-language": "c", range: "d" }),
    ],
    ["what a form sends", [preflight({})], ok, sends({ "content-type": "Text/Plain; charset=utf-8" })],
    [
      "what no form sends",
      [preflight({})],
      blocked("backend"),
      sends({ "content-type": "application/json" }),
    ],
    ["what no form sends, which is allowed", [cors("*")], ok, sends({ "content-type": "application/json" })],
    ["POST needs no preflight", [preflight({})], ok, { ...browser, method: "POST" }],
    ["HEAD needs no preflight", [preflight({})], ok, { ...browser, method: "HEAD" }],
    ["DELETE needs one", [preflight({})], blocked("backend"), { ...browser, method: "DELETE" }],
    ["DELETE that is allowed", [cors("*")], ok, { ...browser, method: "DELETE" }],
    [
      "every method is allowed",
      [preflight({ "Access-Control-Allow-Methods": "'*'" })],
      ok,
      { ...browser, method: "DELETE" },
    ],
    [
      "another method is allowed",
      [preflight({ "Access-Control-Allow-Methods": "'PUT'" })],
      blocked("backend"),
      { ...browser, method: "DELETE" },
    ],
    [
      "a page cannot set Host",
      [cors("*")],
      blocked("gateway"),
      sends({ host: `${apiId}.${domain}` }, { url: endpointUrl }),
    ],
    [
      "a page cannot name the API in a header: the preflight does not carry it",
      [cors("*")],
      blocked("gateway"),
      sends({ "x-apigw-api-id": apiId }, { url: endpointUrl }),
    ],
  ]);

  it("are told why", () => {
    const why = (changes: readonly Change[], call: Call): string =>
      traceIn(modelWith(...changes), call).explanation;
    assert.equal(
      why([cors()], browser),
      `the browser refuses the call: the answer has no Access-Control-Allow-Origin for ${page}`,
    );
    assert.equal(
      why([cors("https://other.example")], browser),
      `the browser refuses the call: the answer is for pages of https://other.example, not of ${page}`,
    );
    assert.match(
      why([cors("*")], sends({ "x-other": "1" })),
      /the preflight does not allow the header x-other/,
    );
    assert.match(
      why([preflight({})], { ...browser, method: "PUT" }),
      /the preflight does not allow the method PUT/,
    );
    assert.match(
      why([cors("*")], sends({ host: "x", "x-a": "1" }, { url: endpointUrl })),
      /the preflight is answered 403/,
    );
  });
});
