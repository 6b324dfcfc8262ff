import assert from "node:assert/strict";
import { resolve } from "node:path";
import {
  APIGatewayClient,
  CreateDeploymentCommand,
  DeleteIntegrationResponseCommand,
  GetStageCommand,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  UpdateRestApiCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import { EC2Client, ModifyVpcEndpointCommand } from "@aws-sdk/client-ec2";
import type { ResourceState } from "../../lab/state";
import { readStackFile } from "../../stacks/stackFile";
import type { DoctorReport } from "../../verify/doctor/report";
import { types } from "../../verify/model/types";
import type { LivePlace } from "../../verify/sources/live/types";
import { resourcesOfProgram } from "../../verify/sources/program";
import { withMoto } from "../support/moto";
import { stateOf } from "../support/states";
import { withCloud } from "./provision/cloud";
import { gatewayMending } from "./provision/gatewayMending";
import { byHand, provision } from "./provision/provision";
import { doctorOf, withLiveIds, withRoles } from "./support";

const seoulApis: LivePlace = { account: "222222222222", region: "ap-northeast-2" };
const oregonApis: LivePlace = { account: "222222222222", region: "us-west-2" };
const seoulNetworks: LivePlace = { account: "111111111111", region: "ap-northeast-2" };

describe("the doctor, of an API that somebody has changed by hand", function () {
  this.timeout(240_000);
  const moto = withMoto();
  const cloud = withCloud(() => moto().endpoint, [gatewayMending()]);
  let stack: ReturnType<typeof withRoles>;
  let program: readonly ResourceState[] = [];
  let made: ReadonlyMap<string, string> = new Map();

  before(async () => {
    await moto().reset();
    const file = withRoles(readStackFile(resolve(__dirname, "../../Pulumi.prod.yaml")));
    program = await resourcesOfProgram(file);
    made = await provision(program, cloud().endpoint);
    stack = withLiveIds(file, made);
  });

  // What a test has changed, the last first.
  const undone: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const undo of undone.splice(0).reverse()) await undo();
  });

  const live = (id: string | undefined): string =>
    made.get(id ?? "") ?? assert.fail(`there is no ${String(id)}`);
  const idOf = (type: string, name: string): string => live(stateOf(program, type, name).id);
  const policyOf = (type: string, name: string): string => {
    const text = String(stateOf(program, type, name).inputs["policy"]);
    return [...made].reduce((policy, [embedded, id]) => policy.replaceAll(embedded, id), text);
  };
  const gateway = <Result>(place: LivePlace, action: (client: APIGatewayClient) => Promise<Result>) =>
    byHand(cloud().endpoint, APIGatewayClient, place, action);

  /** Changes the policy of `srv`, until the test is over. */
  const setPolicy = async (value: string): Promise<void> => {
    const restApiId = idOf(types.restApi, "srv.api");
    const set = (policy: string) =>
      gateway(seoulApis, (client) =>
        client.send(
          new UpdateRestApiCommand({
            restApiId,
            patchOperations: [{ op: "replace", path: "/policy", value: policy }],
          }),
        ),
      );
    undone.push(() => set(policyOf(types.restApiPolicy, "policy.srv")));
    await set(value);
  };

  /** As `aws apigateway create-deployment` does it: without a word of what is in it. */
  const redeploy = async (name: string, place: LivePlace): Promise<void> => {
    const names = { restApiId: idOf(types.restApi, `${name}.api`), stageName: "v1" };
    await gateway(place, async (client) => {
      const show = (value: string | undefined) =>
        new UpdateStageCommand({
          ...names,
          patchOperations: [{ op: "replace", path: "/deploymentId", value }],
        });
      const { deploymentId } = await client.send(new GetStageCommand(names));
      undone.push(() => gateway(place, (again) => again.send(show(deploymentId))));
      const { id } = await client.send(new CreateDeploymentCommand({ restApiId: names.restApiId }));
      await client.send(show(id));
    });
  };

  const doctor = (): Promise<DoctorReport> => doctorOf(stack, cloud().endpoint);

  const otherEndpoint = (): string =>
    policyOf(types.restApiPolicy, "policy.srv").replaceAll(
      idOf(types.endpoint, "seoul.endpoint"),
      "vpce-0aaaaaaaaaaaaaaaa",
    );

  it("C7: names the policy that the next deployment will break two links by, while they still work", async () => {
    await setPolicy(otherEndpoint());
    const report = await doctor();
    assert.deepEqual(brokenIn(report), []);
    assert.deepEqual(report.deployments, [
      {
        api: "srv",
        stage: "v1",
        published: "program",
        next: [
          { from: "seoul", to: "srv", ok: false },
          { from: "oregon", to: "srv", ok: false },
        ],
        nextOpen: [],
      },
    ]);
    assert.match(
      textsOf(report.differences),
      /^srv\.api resource policy policy: lacks .*; has besides .*vpce-0aaaaaaaaaaaaaaaa/m,
    );
    assert.equal(report.ok, false);
  });

  it("C7: names the links and the policy once that was deployed by hand, and says what it assumes", async () => {
    await setPolicy(otherEndpoint());
    await redeploy("srv", seoulApis);
    const report = await doctor();
    assert.deepEqual(brokenIn(report), ["seoul srv access-denied", "oregon srv access-denied"]);
    for (const link of linksTo(report, "srv")) {
      assert.match(link.explanation, /explicit deny|denies/);
      assert.match(textsOf(link.settings), /^srv\.api resource policy .*aws:SourceVpce/);
      assert.deepEqual(new Set(link.settings.map(({ type }) => type)), new Set([types.restApiPolicy]));
    }
    assert.deepEqual(assumedIn(report), ["apis.srv"]);
  });

  it("C8: names the endpoint policy that names another API only", async () => {
    const VpcEndpointId = idOf(types.endpoint, "seoul.endpoint");
    const set = (PolicyDocument: string) =>
      byHand(cloud().endpoint, EC2Client, seoulNetworks, (client) =>
        client.send(new ModifyVpcEndpointCommand({ VpcEndpointId, PolicyDocument })),
      );
    const policy = policyOf(types.endpointPolicy, "policy.seoul");
    undone.push(() => set(policy));
    await set(policy.replaceAll(idOf(types.restApi, "srv.api"), "aaaaaaaaaa"));
    const report = await doctor();
    assert.deepEqual(brokenIn(report), ["seoul srv access-denied", "oregon srv access-denied"]);
    for (const link of linksTo(report, "srv"))
      assert.match(textsOf(link.settings), /^seoul\.endpoint endpoint policy .*aaaaaaaaaa/);
    assert.deepEqual(report.deployments, []);
  });

  it("C11: names the policy that is gone, without which AWS deploys nothing any more", async () => {
    await setPolicy("");
    const report = await doctor();
    assert.deepEqual(brokenIn(report), []);
    const [difference, ...others] = report.differences;
    assert.deepEqual(
      [difference?.kind, difference?.type, difference?.text, others],
      ["missing", types.restApiPolicy, "srv.api resource policy is missing", []],
    );
    assert.deepEqual(
      report.deployments.map(({ api, published, next }) => [api, published, next.map(({ ok }) => ok)]),
      [["srv", "program", [false, false]]],
    );
  });

  it("names the method that asks for a key", async () => {
    const put = (apiKeyRequired: boolean) => putMock({ apiKeyRequired });
    undone.push(() => put(false));
    await put(true);
    await redeploy("srv-us", oregonApis);
    const report = await doctor();
    assert.deepEqual(brokenIn(report), ["oregon srv-us forbidden", "seoul srv-us forbidden"]);
    for (const link of linksTo(report, "srv-us"))
      assert.equal(textsOf(link.settings), "srv-us.ANY method apiKeyRequired: false expected, true found");
    assert.deepEqual(assumedIn(report), ["apis.srv-us"]);
  });

  it("names the answer that an integration has lost", async () => {
    undone.push(() => putMock({ apiKeyRequired: false }));
    const statusCode = "200";
    await gateway(oregonApis, (client) =>
      client.send(new DeleteIntegrationResponseCommand({ ...mockNames(), statusCode })),
    );
    await redeploy("srv-us", oregonApis);
    const report = await doctor();
    assert.deepEqual(brokenIn(report), ["oregon srv-us backend-error", "seoul srv-us backend-error"]);
    for (const link of linksTo(report, "srv-us"))
      assert.equal(textsOf(link.settings), "srv-us.ANY integration response is missing");
  });

  it("names the function that an integration calls instead", async () => {
    const rootId = String(stateOf(program, types.restApi, "srv.api").outputs["rootResourceId"]);
    const names = { restApiId: idOf(types.restApi, "srv.api"), resourceId: live(rootId), httpMethod: "GET" };
    const uri = String(stateOf(program, types.integration, "srv.GET").inputs["uri"]);
    const put = (to: string) =>
      gateway(seoulApis, (client) =>
        client.send(
          new PutIntegrationCommand({ ...names, type: "AWS_PROXY", integrationHttpMethod: "POST", uri: to }),
        ),
      );
    undone.push(() => put(uri));
    await put(uri.replace(/function:[^/]+/, "function:another"));
    const asPublished = await doctor();
    assert.deepEqual(brokenIn(asPublished), []);
    assert.match(textsOf(asPublished.differences), /integration uri: .* found$/);
    await redeploy("srv", seoulApis);
    const report = await doctor();
    assert.deepEqual(brokenIn(report), ["seoul srv backend-error", "oregon srv backend-error"]);
    for (const { settings } of linksTo(report, "srv"))
      assert.match(textsOf(settings), /^srv\.GET integration uri: .* expected, .*function:another.* found$/);
  });

  const mockNames = () => ({
    restApiId: idOf(types.restApi, "srv-us.api"),
    resourceId: live(String(stateOf(program, types.restApi, "srv-us.api").outputs["rootResourceId"])),
    httpMethod: "ANY",
  });

  /** moto has no way to change a method but to make it anew, with all its parts. */
  const putMock = ({ apiKeyRequired }: { readonly apiKeyRequired: boolean }) =>
    gateway(oregonApis, async (client) => {
      const [names, statusCode] = [mockNames(), "200"];
      const templates = (type: string, key: string) =>
        stateOf(program, type, "srv-us.ANY").inputs[key] as Record<string, string>;
      const requestTemplates = templates(types.integration, "requestTemplates");
      const responseTemplates = templates(types.integrationResponse, "responseTemplates");
      await client.send(new PutMethodCommand({ ...names, authorizationType: "NONE", apiKeyRequired }));
      await client.send(new PutMethodResponseCommand({ ...names, statusCode }));
      await client.send(new PutIntegrationCommand({ ...names, type: "MOCK", requestTemplates }));
      await client.send(new PutIntegrationResponseCommand({ ...names, statusCode, responseTemplates }));
    });
});

const linksTo = ({ links }: DoctorReport, api: string): DoctorReport["links"] =>
  links.filter(({ to }) => to === api);

const brokenIn = ({ links }: DoctorReport): readonly string[] =>
  links.filter(({ state }) => state !== "ok").map(({ from, to, outcome }) => `${from} ${to} ${outcome}`);

const textsOf = (differences: DoctorReport["differences"]): string =>
  differences.map(({ text }) => text).join("\n");

const assumedIn = ({ report }: DoctorReport): readonly string[] =>
  report.findings
    .filter(({ rule, where }) => rule === "assumed" && where.startsWith("apis."))
    .map(({ where }) => where);
