import assert from "node:assert/strict";
import { resolve } from "node:path";
import { types } from "../../lab/services/types";
import type { ResourceState } from "../../lab/state";
import { readConfig } from "../../stacks/config";
import { readStackFile, stackFileOf } from "../../stacks/stackFile";
import { resourcesOfProgram } from "../../verify/sources/program";
import { accountOfState, awsStates, comesBefore, labelOf, stateOf, statesOf } from "./states";

const projectDir = resolve(__dirname, "../..");

/** Runs a stack of the project on the embedded cloud. */
export function runStack(stack: string): Promise<readonly ResourceState[]> {
  return resourcesOfProgram(readStackFile(stackFileOf(stack, projectDir)));
}

/** Runs a topology of its own, as the stack `test`. */
export function runTopology(
  topology: object,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<readonly ResourceState[]> {
  const file = stackFileOf("test", projectDir);
  const config = { ...settings, "apilink:topology": topology };
  const place = { source: file, dir: projectDir };
  return resourcesOfProgram({ stack: "test", config, topology: readConfig(config, place).topology });
}

/** Where resources must be, by their labels: account, and region where the service has regions. */
export type Places = readonly (readonly [labels: RegExp, account: string, region?: string])[];

/** Every single resource of AWS must be named by exactly one row, and be where the row says; no row may be idle. */
export function assertPlaced(states: readonly ResourceState[], places: Places): void {
  const found = awsStates(states).map((state) => {
    const label = labelOf(state);
    const rows = places.filter(([labels]) => labels.test(label));
    assert.equal(rows.length, 1, `${rows.length} rows name ${label}`);
    return { label, row: rows[0], at: [accountOfState(states, state), state.inputs["region"]] };
  });
  for (const { label, row, at } of found) assert.deepEqual(at, [row?.[1], row?.[2]], label);
  for (const row of places)
    assert.ok(
      found.some((each) => each.row === row),
      `${String(row[0])} names nothing`,
    );
}

/** How many resources there are of each type of AWS. */
export function countsOf(states: readonly ResourceState[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { type } of awsStates(states)) {
    const kind = type.slice(type.lastIndexOf(":") + 1);
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** An API is published once its policy is in place, and its stage shows that deployment with the account's log role. */
export function assertPublishedInOrder(states: readonly ResourceState[], api: string): void {
  const restApi = stateOf(states, types.restApi, `${api}.api`).id;
  const answers = [types.integration, types.integrationResponse]
    .flatMap((type) => statesOf(states, type))
    .filter(({ inputs }) => inputs["restApi"] === restApi);
  const [policy, deployment, stage] = [
    stateOf(states, types.restApiPolicy, `policy.${api}`),
    stateOf(states, types.deployment, `${api}.deployment`),
    stateOf(states, types.stage, `${api}.stage`),
  ];
  assert.ok(answers.length > 0, `${api} answers nothing`);
  for (const answer of answers)
    assert.ok(comesBefore(states, answer, deployment), `${labelOf(answer)} before deployment`);
  assert.ok(comesBefore(states, policy, deployment), "policy before deployment");
  assert.ok(comesBefore(states, deployment, stage), "deployment before stage");
  const triggers = deployment.inputs["triggers"] as Readonly<Record<string, string>>;
  assert.equal(triggers["policy"], policy.inputs["policy"], "the published policy is the one in place");
  assert.equal(
    triggers["definition"],
    stateOf(states, "apilink:index:PrivateApi", api).outputs["definition"],
  );
  assert.equal(stage.inputs["deployment"], deployment.id);
  const roles = statesOf(states, types.gatewayAccount).filter(
    ({ inputs }) => inputs["region"] === stage.inputs["region"],
  );
  assert.ok(
    roles.length > 0 && roles.every((role) => comesBefore(states, role, stage)),
    "log role before stage",
  );
}

/** Each peering is requested and accepted, with options on each side and a route in every route table both ways. */
export function assertPeeredBothWays(states: readonly ResourceState[]): void {
  for (const request of statesOf(states, types.peering)) {
    const connectionId = request.id;
    const of = (type: string) =>
      statesOf(states, type).filter(({ inputs }) => inputs["vpcPeeringConnectionId"] === connectionId);
    const [accept, ...more] = of(types.peeringAccepter);
    if (accept === undefined || more.length > 0) assert.fail(`${labelOf(request)} is not accepted once`);
    assert.equal(accept.inputs["autoAccept"], true);
    const vpcs = ["vpcId", "peerVpcId"].map(
      (key) => statesOf(states, types.vpc).find(({ id }) => id === request.inputs[key]) ?? assert.fail(key),
    );
    const [requester, accepter] = vpcs as [ResourceState, ResourceState];
    const sides = [
      { name: "requester", own: requester, other: accepter, agent: request },
      { name: "accepter", own: accepter, other: requester, agent: accept },
    ];
    for (const { name, own, other, agent } of sides) {
      const place = [accountOfState(states, own), own.inputs["region"]];
      const placeOf = (state: ResourceState) => [accountOfState(states, state), state.inputs["region"]];
      assert.deepEqual(placeOf(agent), place, `${name}: ${labelOf(agent)}`);
      const options = of(types.peeringOptions).filter(({ inputs }) => inputs[name] !== undefined);
      assert.equal(options.length, 1, `${name} sets its options once`);
      for (const option of options) {
        assert.deepEqual(placeOf(option), place);
        assert.deepEqual(option.inputs[name], { allowRemoteVpcDnsResolution: true });
        assert.ok(comesBefore(states, accept, option), "options once the connection is active");
      }
      const tables = statesOf(states, types.routeTable).filter(({ inputs }) => inputs["vpcId"] === own.id);
      assert.ok(tables.length > 0);
      for (const table of tables) {
        const routes = of(types.route).filter(({ inputs }) => inputs["routeTableId"] === table.id);
        const destinations = routes.map(({ inputs }) => inputs["destinationCidrBlock"]);
        assert.deepEqual(
          destinations,
          [other.inputs["cidrBlock"]],
          `${labelOf(table)} leads to the other side`,
        );
        assert.ok(routes.every((route) => comesBefore(states, accept, route)));
        assert.deepEqual(routes.map(placeOf), [place]);
      }
    }
    // AWS's provider sets both sides' options at once: two resources of one place would undo each other.
    const places = new Set(
      vpcs.map((vpc) => `${accountOfState(states, vpc)} ${String(vpc.inputs["region"])}`),
    );
    assert.equal(of(types.peeringOptions).length, places.size);
  }
}

/** No way to the internet, DNS on in every VPC, and every default group closed. */
export function assertIsolated(states: readonly ResourceState[]): void {
  for (const type of [types.internetGateway, types.natGateway])
    assert.equal(statesOf(states, type).length, 0);
  const vpcs = statesOf(states, types.vpc);
  for (const { inputs } of vpcs) {
    assert.deepEqual([inputs["enableDnsSupport"], inputs["enableDnsHostnames"]], [true, true]);
  }
  assert.deepEqual(
    statesOf(states, types.defaultSecurityGroup)
      .map(({ inputs }) => inputs["vpcId"])
      .sort(),
    vpcs.map(({ id }) => id).sort(),
  );
  for (const { inputs } of statesOf(states, types.route)) {
    assert.notEqual(inputs["destinationCidrBlock"], "0.0.0.0/0");
    assert.ok(!("destinationIpv6CidrBlock" in inputs));
  }
}

/** What the stack exports. */
export function outputsOf(states: readonly ResourceState[]): ResourceState["outputs"] {
  const [stack] = statesOf(states, "pulumi:pulumi:Stack");
  return (stack ?? assert.fail("no stack")).outputs;
}

/** The firewall's openings of an endpoint: source ranges by port. */
export function openingsOf(states: readonly ResourceState[], network: string): readonly string[] {
  const group = stateOf(states, types.securityGroup, `${network}.endpoint`);
  assert.deepEqual(stateOf(states, types.endpoint, `${network}.endpoint`).inputs["securityGroupIds"], [
    group.id,
  ]);
  return statesOf(states, types.securityGroupIngressRule)
    .filter(({ inputs }) => inputs["securityGroupId"] === group.id)
    .map(({ inputs }) => {
      const [protocol, from, to, cidr] = ["ipProtocol", "fromPort", "toPort", "cidrIpv4"].map((key) =>
        String(inputs[key]),
      );
      return `${cidr ?? ""} ${protocol ?? ""} ${from ?? ""}-${to ?? ""}`;
    })
    .sort();
}
