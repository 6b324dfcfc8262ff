import assert from "node:assert/strict";
import { inventoryMethods, inventoryPaths, mockMethods, publishedProxy } from "../../components/restMethods";

const allowOrigin = "Access-Control-Allow-Origin";

describe("mockMethods", () => {
  it("answers any method, and no preflight without origins", () => {
    assert.deepEqual(mockMethods({ apiKey: false, cors: [] }), [
      {
        httpMethod: "ANY",
        apiKeyRequired: false,
        requestTemplate: '{"statusCode":200}',
        statusCode: "200",
        responseTemplate: '{"message":"Hello from the mock backend"}',
        headers: {},
      },
    ]);
  });

  it("asks for the key on calls, never on the preflight (D11)", () => {
    const keys = mockMethods({ apiKey: true, cors: ["*"] }).map(({ httpMethod, apiKeyRequired }) => [
      httpMethod,
      apiKeyRequired,
    ]);
    assert.deepEqual(keys, [
      ["ANY", true],
      ["OPTIONS", false],
    ]);
  });

  it("writes a single origin into the answer and the preflight", () => {
    const [answer, preflight] = mockMethods({ apiKey: false, cors: ["https://portal.example.com"] });
    assert.deepEqual(answer?.headers, { [allowOrigin]: "'https://portal.example.com'" });
    assert.deepEqual(preflight?.headers, {
      [allowOrigin]: "'https://portal.example.com'",
      "Access-Control-Allow-Headers": "'authorization,content-type,x-api-key'",
      "Access-Control-Allow-Methods": "'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT'",
    });
    assert.equal(preflight.responseTemplate, "");
  });

  it("gives the caller's own origin back where it is one of several, and tells caches so", () => {
    const origins = ["https://one.example.com", "https://other.example.com"];
    for (const { headers, responseTemplate } of mockMethods({ apiKey: false, cors: origins })) {
      assert.ok(!(allowOrigin in headers));
      assert.deepEqual(responseTemplate.split("\n").slice(0, 7), [
        `#set($origins = ${JSON.stringify(origins)})`,
        '#set($origin = $input.params("Origin"))',
        '#if($origin == "")#set($origin = $input.params("origin"))#end',
        "#if($origins.contains($origin))",
        `#set($context.responseOverride.header.${allowOrigin} = $origin)`,
        '#set($context.responseOverride.header.Vary = "Origin")',
        "#end",
      ]);
    }
  });
});

describe("inventoryMethods", () => {
  it("answers GET, with the key where it is told to, and no preflight without origins", () => {
    assert.deepEqual(inventoryMethods({ apiKey: false, cors: [] }), [
      { httpMethod: "GET", apiKeyRequired: false },
    ]);
    assert.deepEqual(inventoryMethods({ apiKey: true, cors: ["*"] }), [
      { httpMethod: "GET", apiKeyRequired: true },
      { httpMethod: "OPTIONS", apiKeyRequired: false },
    ]);
  });

  it("is published by four keys in their order, on paths in theirs, parents first", () => {
    const published = publishedProxy({ httpMethod: "GET", apiKeyRequired: true }, "arn:function");
    assert.equal(
      JSON.stringify(published),
      '{"httpMethod":"GET","apiKeyRequired":true,"type":"AWS_PROXY","uri":"arn:function"}',
    );
    const paths = inventoryPaths.map(({ path }) => path);
    assert.deepEqual(paths, ["/", "/srv", "/srv/{srvid}"]);
    assert.deepEqual([...paths].sort(), paths);
  });
});
