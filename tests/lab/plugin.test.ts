import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { credentials, Server, ServerCredentials, type ServiceError } from "@grpc/grpc-js";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { ResourceProviderClient, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { Properties } from "../../lab/resource";
import { AwsProvider } from "../../lab/plugin/awsProvider";
import { awsService } from "../../lab/plugin/awsService";
import { generatePlugins } from "../../lab/plugin/generate";
import { fromStruct, toStruct } from "../../lab/plugin/struct";
import { types } from "../../lab/services/types";
import { unknown } from "../../lab/state";
import { MemoryStore } from "../../lab/world";
import { temporaryFolders } from "../support/temporary";

const vpcType = "aws:ec2/vpc:Vpc";
const subnetType = "aws:ec2/subnet:Subnet";
const vpc = named(vpcType, "seoul");
const subnet = named(subnetType, "seoul.a");
const config = { region: "ap-northeast-2", allowedAccountIds: '["111111111111"]' };
const inputs = { cidrBlock: "10.0.0.0/16" };

function named(type: string, name: string): { urn: string; type: string } {
  return { urn: `urn:pulumi:dev::apilink::${type}::${name}`, type };
}

function configured(store = new MemoryStore(), settings: Properties = config): AwsProvider {
  const provider = new AwsProvider(store);
  provider.configure(settings);
  return provider;
}

describe("the aws provider of the embedded cloud", () => {
  it("refuses an account that it does not allow, before anything is asked of it", () => {
    const assumeRoles = '[{"roleArn":"arn:aws:iam::222222222222:role/apilink"}]';
    const provider = new AwsProvider(new MemoryStore());
    assert.equal(
      provider.checkConfig({ ...config, assumeRoles }),
      "AWS account ID not allowed: 222222222222",
    );
    assert.throws(() => {
      provider.configure({ ...config, assumeRoles });
    }, /AWS account ID not allowed: 222222222222/);
    assert.equal(provider.checkConfig({ ...config, assumeRoles: unknown }), undefined);
    assert.equal(provider.checkConfig(config), undefined);
  });

  it("places a resource in its own region, else in the provider's", () => {
    const store = new MemoryStore();
    const provider = configured(store);
    provider.create(vpc, inputs);
    provider.create(named(vpcType, "oregon"), { ...inputs, region: "us-west-2" });
    assert.deepEqual(
      store.all(vpcType).map(({ account, region }) => [account, region]),
      [
        ["111111111111", "ap-northeast-2"],
        ["111111111111", "us-west-2"],
      ],
    );
  });

  it("creates, reads, updates and deletes", () => {
    const provider = configured();
    const { id, outputs } = provider.create(vpc, inputs);
    assert.match(id, /^vpc-/);
    assert.deepEqual(provider.read(vpc, id, outputs, inputs)?.outputs, outputs);
    const after = { ...inputs, enableDnsHostnames: true };
    assert.equal(provider.update(vpc, id, after).outputs["enableDnsHostnames"], true);
    assert.deepEqual(provider.read(vpc, id, outputs, inputs)?.inputs, after);
    provider.delete(vpc, id, outputs, inputs);
    assert.equal(provider.read(vpc, id, outputs, inputs), undefined);
    provider.delete(vpc, id, outputs, inputs);
  });

  it("cannot update what is not there", () => {
    assert.throws(() => configured().update(vpc, "vpc-1", inputs), { name: "Refusal", code: "NotFound" });
  });

  it("does not see another account's resources", () => {
    const store = new MemoryStore();
    const { id } = configured(store).create(vpc, inputs);
    const other = configured(store, { ...config, allowedAccountIds: ["222222222222"] });
    assert.equal(other.read(vpc, id, {}, inputs), undefined);
  });

  it("refuses a type that it does not know", () => {
    const problem = configured().check(named("aws:s3/bucket:Bucket", "logs"));
    assert.equal(problem, "UnknownType: The embedded cloud does not know the type aws:s3/bucket:Bucket");
  });

  it("tells which changes replace a resource", () => {
    const provider = configured();
    const diff = (before: Properties, after: Properties): readonly unknown[] =>
      provider.diff(vpc, {}, before, after);
    assert.deepEqual(diff(inputs, { ...inputs }), []);
    assert.deepEqual(diff({ ...inputs, tags: null }, inputs), []);
    assert.deepEqual(diff(inputs, { ...inputs, tags: { a: "b" } }), [
      { property: "tags", kind: "add", replaces: false },
    ]);
    assert.deepEqual(diff(inputs, { cidrBlock: unknown }), [
      { property: "cidrBlock", kind: "update", replaces: true },
    ]);
    assert.deepEqual(diff(inputs, {}), [{ property: "cidrBlock", kind: "delete", replaces: true }]);
  });

  it("replaces an instance for other user data where the inputs ask for it", () => {
    const diff = (more: Properties): readonly unknown[] =>
      configured().diff(named(types.instance, "web"), {}, { userData: "one" }, { userData: "two", ...more });
    assert.deepEqual(diff({}), [{ property: "userData", kind: "update", replaces: false }]);
    assert.deepEqual(diff({ userDataReplaceOnChange: true })[0], {
      property: "userData",
      kind: "update",
      replaces: true,
    });
  });

  it("places what has no region of its own in the provider's, and finds it there again", () => {
    const provider = configured();
    const { id: vpcId } = provider.create(vpc, inputs);
    const zone = named(types.zone, "zone");
    const vpcs = [{ vpcId }];
    const { id, outputs } = provider.create(zone, { name: "srv.example.com", vpcs });
    assert.equal("region" in outputs, false);
    assert.deepEqual(provider.read(zone, id, outputs, {})?.outputs["vpcs"], [
      { vpcId, vpcRegion: "ap-northeast-2" },
    ]);
    provider.delete(zone, id, outputs, {});
    assert.equal(provider.read(zone, id, outputs, {}), undefined);
  });

  it("deletes first what has a name of the program's, and only that", () => {
    const provider = configured();
    const role = named("aws:iam/role:Role", "role");
    const before: Properties = { name: "logs", path: "/" };
    const after: Properties = { name: "logs", path: "/apilink/" };
    const found = provider.diff(role, {}, before, after);
    assert.equal(provider.deletesFirst(role, "logs", found, after), true);
    assert.equal(provider.deletesFirst(role, "logs", [], after), false);
    assert.equal(provider.deletesFirst(role, "role-0123456", found, { path: "/apilink/" }), false);
    const integration = named("aws:apigateway/integration:Integration", "mock");
    const mock = { restApi: "a", resourceId: "r", httpMethod: "GET", type: "MOCK" };
    const changed = provider.diff(integration, {}, mock, { ...mock, type: "AWS" });
    assert.equal(provider.deletesFirst(integration, "agi-a-r-GET", changed, { ...mock, type: "AWS" }), false);
  });

  it("replaces a resource that moves to another region, and leaves one that names the region it is in", () => {
    const provider = configured();
    assert.deepEqual(provider.diff(vpc, {}, inputs, { ...inputs, region: "us-west-2" }), [
      { property: "region", kind: "update", replaces: true },
    ]);
    assert.deepEqual(provider.diff(vpc, {}, inputs, { ...inputs, region: "ap-northeast-2" }), []);
  });

  it("previews an update as what was there with the new inputs", () => {
    const state = { ...inputs, tags: { a: "b" }, arn: "arn:1" };
    const after = { ...inputs, enableDnsHostnames: unknown };
    const preview = configured().previewUpdate(state, { ...inputs, tags: { a: "b" } }, after);
    assert.deepEqual(preview, { ...after, arn: "arn:1" });
  });
});

describe("the aws plugin on the wire", () => {
  const server = new Server();
  let client: ResourceProviderClient;

  before(async () => {
    server.addService(ResourceProviderService, awsService(new AwsProvider(new MemoryStore()), "7.48.0"));
    const bind = promisify(server.bindAsync.bind(server));
    const port = await bind("127.0.0.1:0", ServerCredentials.createInsecure());
    client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    const request = new rpc.ConfigureRequest().setArgs(toStruct(config));
    const response = await ask<rpc.ConfigureResponse>((answer) => client.configure(request, answer));
    assert.deepEqual([response.getSupportspreview(), response.getAcceptsecrets()], [true, false]);
  });

  after(() => {
    client.close();
    server.forceShutdown();
  });

  it("keeps unknown values of a preview, and leaves computed outputs out", async () => {
    const properties = { vpcId: unknown, cidrBlock: "10.0.0.0/24" };
    const request = create(subnet, properties).setPreview(true);
    const response = await ask<rpc.CreateResponse>((answer) => client.create(request, answer));
    assert.equal(response.getId(), "");
    assert.deepEqual(fromStruct(response.getProperties()), properties);
  });

  it("says no with AWS's code and message, and nothing else", async () => {
    const request = create(subnet, { vpcId: "vpc-1", cidrBlock: "10.0.0.0/24" });
    const refused = ask((answer) => client.create(request, answer));
    await assert.rejects(refused, (error: ServiceError) => {
      assert.match(error.details, /^InvalidVpcID\.NotFound: [^\n]+$/);
      return true;
    });
  });

  it("answers a diff in detail", async () => {
    const request = new rpc.DiffRequest()
      .setUrn(vpc.urn)
      .setType(vpc.type)
      .setOldInputs(toStruct(inputs))
      .setNews(toStruct({ cidrBlock: "10.1.0.0/16", tags: { a: "b" } }));
    const { changes, replacesList, diffsList, detaileddiffMap } = (
      await ask<rpc.DiffResponse>((answer) => client.diff(request, answer))
    ).toObject();
    const { ADD, UPDATE_REPLACE } = rpc.PropertyDiff.Kind;
    assert.equal(changes, rpc.DiffResponse.DiffChanges.DIFF_SOME);
    assert.deepEqual([replacesList, diffsList], [["cidrBlock"], ["cidrBlock", "tags"]]);
    assert.deepEqual(detaileddiffMap, [
      ["cidrBlock", { kind: UPDATE_REPLACE, inputdiff: true }],
      ["tags", { kind: ADD, inputdiff: true }],
    ]);
  });

  it("answers a read of what is gone with no id", async () => {
    const request = new rpc.ReadRequest().setUrn(vpc.urn).setType(vpc.type).setId("vpc-1");
    assert.equal((await ask<rpc.ReadResponse>((answer) => client.read(request, answer))).getId(), "");
  });

  it("calls functions", async () => {
    const token = "aws:index/getAvailabilityZones:getAvailabilityZones";
    const call = new rpc.InvokeRequest()
      .setTok(token)
      .setArgs(toStruct({ state: "available", region: "us-west-2" }));
    const response = await ask<rpc.InvokeResponse>((answer) => client.invoke(call, answer));
    assert.equal(fromStruct(response.getReturn())["region"], "us-west-2");
  });

  it("marks the secrets that a function answers", async () => {
    const name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";
    const call = new rpc.InvokeRequest()
      .setTok("aws:ssm/getParameter:getParameter")
      .setArgs(toStruct({ name }));
    const response = await ask<rpc.InvokeResponse>((answer) => client.invoke(call, answer));
    const { value, insecureValue } = response.getReturn()?.toJavaScript() ?? {};
    const marked = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    assert.deepEqual(value, { ...marked, value: insecureValue });
  });

  it("takes secrets for their values", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: ["a"] };
    assert.deepEqual(fromStruct(toStruct({ list: [secret] })), { list: [["a"]] });
  });
});

describe("the plugin folders", () => {
  const folder = temporaryFolders();

  it("have the versions of the installed SDKs", () => {
    for (const { name, path } of generatePlugins(folder())) {
      const sdk = readFileSync(require.resolve(`@pulumi/${name}/package.json`), "utf8");
      const plugin = readFileSync(join(path, "package.json"), "utf8");
      assert.equal(versionIn(plugin), versionIn(sdk));
    }
  });

  it("can be generated again, over those that are there", () => {
    const dir = folder();
    assert.deepEqual(generatePlugins(dir), generatePlugins(dir));
  });

  for (const name of ["aws", "awsx"]) {
    it(`refuse to start ${name} outside of a lab run, in one line`, () => {
      const plugin = generatePlugins(folder()).find((generated) => generated.name === name);
      const env = { ...process.env, APILINK_LAB: "" };
      const { status, stderr } = spawnSync(process.execPath, [plugin?.path ?? ""], { env, encoding: "utf8" });
      assert.equal(status, 1);
      assert.match(stderr, /^This is apilink's embedded cloud, not AWS: [^\n]*APILINK_LAB[^\n]*\n$/);
    });
  }
});

function create({ urn, type }: { urn: string; type: string }, properties: Properties): rpc.CreateRequest {
  return new rpc.CreateRequest().setUrn(urn).setType(type).setProperties(toStruct(properties));
}

function ask<Response>(
  send: (answer: (error: ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    send((error, response) => {
      if (error === null) resolve(response);
      else reject(error);
    });
  });
}

function versionIn(text: string): unknown {
  const manifest: unknown = JSON.parse(text);
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? manifest.version
    : undefined;
}
