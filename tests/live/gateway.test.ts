import assert from "node:assert/strict";
import { resolve } from "node:path";
import { APIGatewayClient, GetApiKeysCommand } from "@aws-sdk/client-api-gateway";
import type { ResourceState } from "../../lab/state";
import { readStackFile, stackFileOf } from "../../stacks/stackFile";
import { isSame } from "../../verify/doctor/canonical";
import { documentsOf } from "../../verify/model/documents";
import { types } from "../../verify/model/types";
import { Clients } from "../../verify/sources/live/clients";
import { requireAccounts } from "../../verify/sources/live/credentials";
import { functionReaders } from "../../verify/sources/live/functions";
import { gatewayReaders } from "../../verify/sources/live/gateway";
import { publicationOf } from "../../verify/sources/live/gateway/publications";
import { placesOf } from "../../verify/sources/live/places";
import { readLive } from "../../verify/sources/live/read";
import type { LiveResource } from "../../verify/sources/live/types";
import { motoVariables, withMoto } from "../support/moto";
import { runStack } from "../support/stacks";
import { awsStates } from "../support/states";
import { withCloud } from "./provision/cloud";
import { gatewayMending } from "./provision/gatewayMending";
import { byHand, provision, translated } from "./provision/provision";
import { inEnvironment, withRoles } from "./support";

const readers = [...gatewayReaders, ...functionReaders];

/** The properties that decide what a resource is; an optional one that nobody has set is left out. */
const compared: Readonly<Record<string, readonly string[]>> = {
  [types.restApi]: [
    "name",
    "endpointConfiguration",
    "disableExecuteApiEndpoint",
    "executionArn",
    "rootResourceId",
  ],
  [types.restApiPolicy]: ["restApiId", "policy"],
  [types.apiResource]: ["restApi", "parentId", "pathPart", "path"],
  [types.method]: ["restApi", "resourceId", "httpMethod", "authorization", "apiKeyRequired"],
  [types.methodResponse]: ["restApi", "resourceId", "httpMethod", "statusCode"],
  [types.integration]: [
    "restApi",
    "resourceId",
    "httpMethod",
    "type",
    "uri",
    "integrationHttpMethod",
    "credentials",
    "requestTemplates",
  ],
  [types.integrationResponse]: [
    "restApi",
    "resourceId",
    "httpMethod",
    "statusCode",
    "responseTemplates",
    "responseParameters",
  ],
  [types.deployment]: ["restApi"],
  [types.stage]: [
    "restApi",
    "stageName",
    "deployment",
    "accessLogSettings",
    "webAclArn",
    "canarySettings",
    "arn",
  ],
  [types.methodSettings]: ["restApi", "stageName", "methodPath"],
  [types.apiKey]: ["name", "enabled"],
  [types.usagePlan]: ["name", "apiStages"],
  [types.usagePlanKey]: ["usagePlanId", "keyId", "keyType"],
  [types.gatewayAccount]: ["cloudwatchRoleArn"],
  [types.role]: ["name", "arn", "assumeRolePolicy", "permissionsBoundary"],
  [types.rolePolicy]: ["role", "name", "policy"],
  [types.rolePolicyAttachment]: ["role", "policyArn"],
  [types.lambdaFunction]: [
    "name",
    "arn",
    "role",
    "kmsKeyArn",
    "reservedConcurrentExecutions",
    "handler",
    "timeout",
  ],
  [types.lambdaPermission]: ["function", "statementId", "action", "principal", "sourceArn", "sourceAccount"],
  [types.eventInvokeConfig]: [
    "functionName",
    "maximumRetryAttempts",
    "maximumEventAgeInSeconds",
    "destinationConfig",
  ],
  [types.table]: ["name", "arn", "hashKey", "attributes", "billingMode", "serverSideEncryption"],
  [types.key]: ["keyId", "arn", "isEnabled", "policy"],
  [types.eventRule]: ["name", "arn", "scheduleExpression", "state", "eventBusName"],
  [types.eventTarget]: ["rule", "arn", "targetId"],
  [types.metricAlarm]: [
    "name",
    "arn",
    "namespace",
    "metricName",
    "dimensions",
    "statistic",
    "comparisonOperator",
    "threshold",
    "evaluationPeriods",
    "treatMissingData",
    "actionsEnabled",
    "alarmActions",
  ],
};

describe("reading API Gateway and functions", function () {
  this.timeout(120_000);
  const moto = withMoto();
  const cloud = withCloud(() => moto().endpoint, [gatewayMending()]);

  for (const stack of ["dev", "prod"]) {
    describe(`of ${stack}`, () => {
      let expected: readonly ResourceState[] = [];
      let made: ReadonlyMap<string, string> = new Map();
      let found: readonly LiveResource[] = [];

      before(async () => {
        await moto().reset();
        expected = awsStates(await runStack(stack)).filter(({ type }) => compared[type] !== undefined);
        made = await provision(await runStack(stack), cloud().endpoint);
        cloud().begin();
        found = await readingOf(stack, cloud().endpoint);
      });

      it("finds everything, and nothing else", () => {
        const labels = (each: readonly { type: string; id?: string }[]): string[] =>
          each.map(({ type, id = "" }) => `${type} ${id}`).sort();
        const ids = expected.map(({ type, id }) => ({ type, id: String(translated(id, made)) }));
        assert.deepEqual(labels(found), labels(ids));
      });

      it("tells of each what the program has it to be, with ids of its own", () => {
        const differing = expected.flatMap((state) => {
          const live = liveOf(state, found, made);
          return (compared[state.type] ?? []).flatMap((key) => {
            const wanted = translated(state.inputs[key] ?? state.outputs[key], made);
            return isSame(wanted, live.outputs[key])
              ? []
              : [{ type: state.type, key, wanted, found: live.outputs[key] }];
          });
        });
        assert.deepEqual(differing, []);
      });

      it("tells by the deployments' fingerprints that what is there is published", () => {
        const states = found.map((live): ResourceState => ({
          ...live,
          urn: `${live.type} ${live.id}`,
          custom: true,
          inputs: {},
          dependencies: [],
        }));
        const documents = documentsOf(states);
        const deployments = states.filter(({ type }) => type === types.deployment);
        assert.equal(deployments.length, expected.filter(({ type }) => type === types.deployment).length);
        for (const { outputs } of deployments) {
          const current = documents(String(outputs["restApi"]));
          const { published } = publicationOf(String(outputs["description"]), current, undefined);
          assert.equal(published, "current");
        }
      });

      it("never tells the value of a key", async () => {
        const told = JSON.stringify(found);
        const place = { account: "222222222222", region: "ap-northeast-2" };
        const { items = [] } = await byHand(cloud().endpoint, APIGatewayClient, place, (client) =>
          client.send(new GetApiKeysCommand({ includeValues: true })),
        );
        assert.equal(items.length, stack === "dev" ? 1 : 0);
        for (const { value } of items) assert.ok(value !== undefined && !told.includes(value));
        const variables = told.match(/"API_KEYS":[^}]*/g) ?? [];
        assert.equal(variables.length, items.length);
        // Pulumi's mark of a secret, and nothing in it.
        for (const variable of variables)
          assert.match(variable, /^"API_KEYS":\{"4dabf18193072939515e22adb298388d":"[0-9a-f]{32}"$/);
      });

      it("takes calls by account, region, API, function and key, and none by link", () => {
        const count = (type: string): number => found.filter((each) => each.type === type).length;
        const places = new Set(found.map(({ account, region }) => `${account} ${region}`)).size + 1;
        const bound =
          2 + // credentials: an AssumeRole an account, besides those that tell who it is
          11 * (places + 1) +
          3 * count(types.restApi) +
          5 * count(types.lambdaFunction) +
          3 * (count(types.key) + count(types.table) + count(types.eventRule)) +
          2 * count(types.metricAlarm) +
          count(types.usagePlan);
        assert.ok(cloud().calls.length <= bound, `${cloud().calls.length} calls, ${bound} at most`);
        for (const { operation } of cloud().calls)
          assert.match(operation, /^(GET |Get|List|Describe|AssumeRole$)/);
      });
    });
  }
});

async function readingOf(stack: string, endpointUrl: string): Promise<readonly LiveResource[]> {
  const { topology, ...file } = withRoles(readStackFile(stackFileOf(stack, resolve(__dirname, "../.."))));
  return await inEnvironment(motoVariables(endpointUrl), async () => {
    const accounts = await requireAccounts(topology, { endpointUrl });
    const clients = new Clients({ endpointUrl });
    try {
      const places = placesOf(topology, await runStack(stack));
      const tag = `apilink/${file.stack}`;
      const { resources, unread } = await readLive(places, { readers, accounts, clients, topology: tag });
      assert.deepEqual(unread, []);
      return resources;
    } finally {
      clients.destroy();
    }
  });
}

function liveOf(
  { type, id, outputs: { region } }: ResourceState,
  found: readonly LiveResource[],
  made: ReadonlyMap<string, string>,
): LiveResource {
  const live = found.find(
    (each) =>
      each.type === type &&
      each.id === translated(id, made) &&
      (region === undefined || region === each.region),
  );
  return live ?? assert.fail(`there is no ${type} ${String(id)}`);
}
