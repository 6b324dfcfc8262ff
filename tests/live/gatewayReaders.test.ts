import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import { unknown } from "../../lab/state";
import { types } from "../../verify/model/types";
import { environmentOf } from "../../verify/sources/live/functions/environment";
import { documentIn } from "../../verify/sources/live/functions/ownRoles";
import { permissionsIn } from "../../verify/sources/live/functions/permissions";
import { basePathMappings } from "../../verify/sources/live/gateway/basePathMappings";
import { domainAssociations } from "../../verify/sources/live/gateway/domainAssociations";
import { domainNames } from "../../verify/sources/live/gateway/domainNames";
import { policyText } from "../../verify/sources/live/gateway/policyText";
import type { LiveResource, Reader, ReadContext } from "../../verify/sources/live/types";

const place = { account: "222222222222", region: "ap-northeast-2" };
const tags = { "apilink:topology": "apilink/dev" };
const policy = '{"Statement":[{"Effect":"Deny"}]}';
const arn = `arn:aws:apigateway:${place.region}:${place.account}:/domainnames/srv.example.internal+abc`;

/** What of a request the answers depend on. */
interface Asked {
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
}

/** Reads answers by path; a list is told in two pages where there are two of them. */
const read = (
  reader: Reader,
  answers: Readonly<Record<string, readonly object[]>>,
  found: readonly LiveResource[] = [],
): Promise<readonly LiveResource[]> => {
  const client = new APIGatewayClient({
    region: place.region,
    credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
    requestHandler: {
      handle: ({ path, query }: Asked) => {
        const pages = answers[path] ?? assert.fail(`nothing is told of ${path}`);
        const index = Number(query["position"] ?? "0");
        const position = index + 1 < pages.length ? String(index + 1) : undefined;
        const body = Readable.from([Buffer.from(JSON.stringify({ item: pages[index], position }))]);
        return Promise.resolve({
          response: { statusCode: 200, headers: { "content-type": "application/json" }, body },
        });
      },
    },
  });
  const context: ReadContext = {
    ...place,
    client: (kind) => (client instanceof kind ? client : assert.fail("another service is called")),
    topology: "apilink/dev",
    adopted: { vpcIds: [], subnetIds: [], routeTableIds: [], endpointIds: ["vpce-adopted"] },
    found: (type) => found.filter((each) => each.type === type),
  };
  return reader.read(context);
};

const domain = {
  domainName: "srv.example.internal",
  domainNameId: "abc",
  domainNameArn: arn,
  certificateArn: "arn:aws:acm:1",
  endpointConfiguration: { types: ["PRIVATE"], ipAddressType: "dualstack" },
  policy: policy.replaceAll('"', '\\"'),
  tags,
};

describe("what AWS tells of API Gateway", () => {
  it("are private domain names with their policies, of all pages, and those of the topology alone", async () => {
    const others = { ...domain, domainName: "other.example.internal", tags: {} };
    const [found, ...more] = await read(domainNames, { "/domainnames": [[others], [domain]] });
    assert.deepEqual(more, []);
    assert.equal(found?.id, "srv.example.internal/abc");
    const { outputs } = found;
    assert.deepEqual(
      [outputs["policy"], outputs["arn"], outputs["endpointConfiguration"]],
      [policy, arn, { types: "PRIVATE", ipAddressType: "dualstack" }],
    );
  });

  it("are public domain names, which have no id besides", async () => {
    const told = {
      domainName: domain.domainName,
      regionalCertificateArn: domain.certificateArn,
      endpointConfiguration: { types: ["REGIONAL"] },
      tags,
    };
    const [found] = await read(domainNames, { "/domainnames": [[told]] });
    assert.equal(found?.id, "srv.example.internal");
    assert.equal(found.outputs["policy"], null);
  });

  it("are the mappings of each, the root's without a path", async () => {
    const [own] = await read(domainNames, { "/domainnames": [[domain]] });
    const mappings = [
      [{ basePath: "(none)", restApiId: "api1", stage: "v1" }],
      [{ basePath: "more", restApiId: "api2", stage: "v2" }],
    ];
    const found = await read(
      basePathMappings,
      { "/domainnames/srv.example.internal/basepathmappings": mappings },
      own === undefined ? [] : [own],
    );
    assert.deepEqual(
      found.map(({ id, outputs }) => [id, outputs["basePath"], outputs["restApi"], outputs["stageName"]]),
      [
        ["srv.example.internal//abc", null, "api1", "v1"],
        ["srv.example.internal/more/abc", "more", "api2", "v2"],
      ],
    );
  });

  it("are the associations of the topology's endpoints, adopted ones among them", async () => {
    const of = (source: string, own: object = {}) => ({
      domainNameAccessAssociationArn: `${arn}/${source}`,
      domainNameArn: arn,
      accessAssociationSource: source,
      accessAssociationSourceType: "VPCE",
      tags: own,
    });
    const endpoint = { ...place, type: types.endpoint, id: "vpce-own", outputs: {}, tags };
    const pages = [
      [of("vpce-own"), of("vpce-stranger")],
      [of("vpce-adopted"), of("vpce-tagged", tags)],
    ];
    const found = await read(domainAssociations, { "/domainnameaccessassociations": pages }, [endpoint]);
    assert.deepEqual(
      found.map(({ outputs }) => outputs["accessAssociationSource"]),
      ["vpce-own", "vpce-adopted", "vpce-tagged"],
    );
  });

  it("are policies with their quotes escaped, or as they are", () => {
    assert.equal(policyText(policy.replaceAll('"', '\\"')), policy);
    assert.equal(policyText(policy), policy);
    assert.deepEqual([policyText(""), policyText(undefined)], [undefined, undefined]);
    assert.equal(documentIn(encodeURIComponent(policy)), policy);
    assert.equal(documentIn('{"100%":1}'), '{"100%":1}');
  });
});

describe("what AWS tells of functions", () => {
  it("are permissions, by the arguments that made them", () => {
    const statement = {
      Sid: "srv",
      Effect: "Allow",
      Principal: { Service: "apigateway.amazonaws.com" },
      Action: "lambda:InvokeFunction",
      Resource: "arn:aws:lambda:1",
    };
    const sourceOf = (Condition?: object) =>
      permissionsIn(JSON.stringify({ Statement: [{ ...statement, Condition }] }))[0];
    const arnLike = { ArnLike: { "AWS:SourceArn": "arn:1" }, StringEquals: { "aws:SourceAccount": "1" } };
    const full = sourceOf(arnLike);
    assert.deepEqual(
      [full?.statementId, full?.["principal"], full?.["sourceArn"], full?.["sourceAccount"]],
      ["srv", "apigateway.amazonaws.com", "arn:1", "1"],
    );
    assert.equal(sourceOf()?.["sourceArn"], null);
    // What no argument makes is not taken for nothing.
    assert.equal(sourceOf({ Bool: { "aws:SecureTransport": "true" } })?.["sourceArn"], unknown);
    assert.deepEqual(permissionsIn(undefined), []);
  });

  it("is an environment without the keys of APIs, and none where Lambda does not tell it", () => {
    const told = { Environment: { Variables: { API_KEYS: "secret", TABLE_NAME: "servers" } } };
    assert.ok(!JSON.stringify(environmentOf(told)).includes('"secret"'));
    assert.ok(JSON.stringify(environmentOf(told)).includes('"TABLE_NAME":"servers"'));
    const refused = { Environment: { Error: { ErrorCode: "AccessDeniedException" } } };
    assert.equal(environmentOf(refused), undefined);
    assert.equal(environmentOf({}), null);
  });
});
