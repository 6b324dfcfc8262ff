import assert from "node:assert/strict";
import { handlerOf, knownTypes } from "../../../lab/services";
import { knowsExisting } from "../../../lab/services/existing";
import { types } from "../../../lab/services/types";
import { inputsLike } from "./refusing";
import { landscape, oregon, owner, seoul, steps, type Landscape } from "./landscape";

/** What becomes of each resource of the landscape when it is asked for once more: an id of its own, the same, or a refusal. */
const again: Readonly<Record<string, string>> = {
  [types.vpc]: "another",
  [types.subnet]: "InvalidSubnet.Conflict",
  [types.internetGateway]: "InvalidParameterValue",
  [types.routeTable]: "another",
  [types.routeTableAssociation]: "Resource.AlreadyAssociated",
  [types.route]: "RouteAlreadyExists",
  [types.defaultSecurityGroup]: "overwritten",
  [types.securityGroup]: "another",
  [types.securityGroupIngressRule]: "InvalidPermission.Duplicate",
  [types.securityGroupEgressRule]: "InvalidPermission.Duplicate",
  [types.endpointPolicy]: "overwritten",
  [types.peering]: "VpcPeeringConnectionAlreadyExists",
  [types.peeringAccepter]: "overwritten",
  [types.peeringOptions]: "overwritten",
  [types.vpnGatewayAttachment]: "overwritten",
  [types.transitGatewayAttachment]: "DuplicateTransitGatewayAttachment",
  [types.logGroup]: "another",
  [types.role]: "another",
  [types.rolePolicy]: "another",
  [types.rolePolicyAttachment]: "overwritten",
  [types.flowLog]: "FlowLogAlreadyExists",
  [types.restApi]: "another",
  [types.apiResource]: "ConflictException",
  [types.method]: "ConflictException",
  [types.methodResponse]: "ConflictException",
  [types.integration]: "overwritten",
  [types.integrationResponse]: "overwritten",
  [types.restApiPolicy]: "overwritten",
  [types.deployment]: "another",
  [types.gatewayAccount]: "overwritten",
  [types.stage]: "ConflictException",
  [types.methodSettings]: "overwritten",
  [types.apiKey]: "another",
  [types.usagePlan]: "another",
  [types.usagePlanKey]: "ConflictException",
  [types.placementGroup]: "another",
  [types.instance]: "another",
  [types.loadBalancer]: "InvalidConfigurationRequest",
  [types.targetGroup]: "another",
  [types.targetGroupAttachment]: "another",
  [types.listener]: "DuplicateListener",
  [types.endpointService]: "another",
  [types.endpointAccepter]: "overwritten",
  [types.domainName]: "BadRequestException",
  [types.basePathMapping]: "ConflictException",
  [types.resourceShare]: "another",
  [types.resourceAssociation]: "overwritten",
  [types.principalAssociation]: "overwritten",
  [types.domainAssociation]: "ConflictException",
  [types.zone]: "ConflictingDomainExists",
  [types.record]: "InvalidChangeBatch",
  [types.key]: "another",
  [types.table]: "another",
  [types.queue]: "another",
  [types.lambdaFunction]: "another",
  [types.eventRule]: "another",
  [types.lambdaPermission]: "another",
  [types.eventTarget]: "another",
  [types.eventInvokeConfig]: "overwritten",
  [types.metricAlarm]: "another",
};

/** By name, since they decide it by what they lead to. */
const endpointsAgain: Readonly<Record<string, string>> = {
  endpoint: "InvalidParameter",
  "gateway endpoint": "RouteAlreadyExists",
  connection: "another",
};

function outcomeOf(made: Landscape, name: string): string {
  const step = steps.find((one) => one.name === name) ?? assert.fail(`there is no ${name}`);
  const before = made.id(name);
  const result = made.ask(step.type, name, step.inputs(made), step.place ?? seoul);
  if (!result.ok) return result.refusal.code;
  return result.id === before ? "overwritten" : "another";
}

describe("what is asked for once more", () => {
  for (const { type, name } of steps) {
    const expected = type === types.endpoint ? endpointsAgain[name] : again[type];
    it(`is ${String(expected)} for ${name}`, () => {
      assert.equal(outcomeOf(landscape(), name), expected);
    });
  }

  it("leaves what was there as it was, with an id that is the same every time", () => {
    const ids = [landscape(), landscape()].map((made) => {
      const before = made.store.all(types.vpc);
      const second = made.ask(types.vpc, "vpc", { cidrBlock: "10.0.0.0/16" });
      const third = made.ask(types.vpc, "vpc", { cidrBlock: "10.0.0.0/16" });
      assert.ok(second.ok && third.ok);
      assert.deepEqual(made.store.all(types.vpc).slice(0, before.length), before);
      assert.equal(new Set(made.store.all(types.vpc).map(({ id }) => id)).size, before.length + 2);
      return [second.id, third.id];
    });
    assert.deepEqual(ids[0], ids[1]);
  });

  it("is told of by every type whose id can follow from its inputs", () => {
    const given = new Proxy({}, { get: (_target, key) => String(key) });
    const urn = "urn:pulumi:dev::apilink::t::n";
    const fixed = knownTypes().filter((type) => {
      const ids = ["1", "2"].map((digit) =>
        handlerOf(type)?.id({ ...seoul, urn, inputs: given, digest: digit.repeat(64) }),
      );
      return ids[0] === ids[1];
    });
    assert.ok(fixed.length > 25, String(fixed.length));
    assert.deepEqual(
      fixed.filter((type) => !knowsExisting(type)),
      [],
    );
  });
});

/** Those that Pulumi names unless they have a name: asked for twice under one, by the same and by another URN. */
const named: readonly (readonly [step: string, same: string, other: string])[] = [
  ["role", "EntityAlreadyExists", "EntityAlreadyExists"],
  ["logs", "ResourceAlreadyExistsException", "ResourceAlreadyExistsException"],
  ["servers", "ResourceInUseException", "ResourceInUseException"],
  ["canary", "ResourceConflictException", "ResourceConflictException"],
  ["placement", "InvalidPlacementGroup.Duplicate", "InvalidPlacementGroup.Duplicate"],
  ["failures", "made", "made"],
  ["schedule", "made", "ResourceAlreadyExistsException"],
  ["failing", "made", "ValidationError"],
];

describe("what has a name of its own and is asked for once more", () => {
  for (const [step, same, other] of named) {
    it(`is ${same} as the same ${step}, and ${other} as another one`, () => {
      const { type, place = seoul } = steps.find(({ name }) => name === step) ?? assert.fail(`no ${step}`);
      const made = landscape();
      const ask = (urnName: string): string => {
        const result = made.ask(type, urnName, { ...inputsLike(made, step), name: "mine" }, place);
        return result.ok ? "made" : result.refusal.code;
      };
      assert.deepEqual([ask("one"), ask("one"), ask("two")], ["made", same, other]);
    });
  }

  it("is a queue only where it has the same attributes", () => {
    const made = landscape();
    const inputs = { ...inputsLike(made, "failures"), name: "mine" };
    const { place = seoul } = steps.find(({ name }) => name === "failures") ?? {};
    made.make(types.queue, "one", inputs, place);
    const result = made.ask(types.queue, "one", { ...inputs, delaySeconds: 7 }, place);
    assert.ok(!result.ok);
    assert.equal(result.refusal.message, "A queue already exists with the same name: mine");
  });

  it("is a statement of the same function, and not of another one", () => {
    const made = landscape();
    const inputs = { ...inputsLike(made, "scheduled"), statementId: "Scheduled" };
    const { place = seoul } = steps.find(({ type }) => type === types.lambdaPermission) ?? {};
    made.make(types.lambdaPermission, "one", inputs, place);
    const result = made.ask(types.lambdaPermission, "one", inputs, place);
    assert.ok(!result.ok);
    assert.equal(result.refusal.code, "ResourceConflictException");
  });

  it("is a record that may be overwritten", () => {
    const made = landscape();
    const inputs = { ...inputsLike(made, "record"), allowOverwrite: true };
    assert.ok(made.ask(types.record, "other", inputs).ok);
  });

  it("is the account's, whatever the region, where the service knows none", () => {
    const made = landscape();
    const { place = seoul } = steps.find(({ name }) => name === "role") ?? {};
    const elsewhere = { ...place, region: oregon.region };
    const inputs = { ...inputsLike(made, "role"), name: "mine" };
    made.make(types.role, "one", inputs, place);
    const role = made.ask(types.role, "one", inputs, elsewhere);
    assert.equal(role.ok ? "made" : role.refusal.code, "EntityAlreadyExists");
    const stranger = place.account === owner.account ? seoul : owner;
    assert.ok(made.ask(types.role, "one", inputs, stranger).ok);
    const attached = inputsLike(made, "attachment");
    const before = made.store.all(types.rolePolicyAttachment).length;
    assert.ok(made.ask(types.rolePolicyAttachment, "again", attached, elsewhere).ok);
    assert.equal(made.store.all(types.rolePolicyAttachment).length, before);
  });
});
