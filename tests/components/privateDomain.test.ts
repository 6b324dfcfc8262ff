import assert from "node:assert/strict";
import {
  ExecuteApiEndpoint,
  Network,
  PrivateDomain,
  type DomainCaller,
  type DomainEndpoint,
  type PrivateDomainArgs,
} from "../../components";
import { types } from "../../lab/services/types";
import type { ResourceState } from "../../lab/state";
import { accountIds, onEmbeddedCloud, problemsOf, providerFor, valueOf } from "../support/embedded";
import { admits } from "../support/policies";
import { accountOfState, awsStates, comesBefore, labelsOf, stateOf, statesOf } from "../support/states";

const region = "ap-northeast-2";
const domainName = "srv.example.internal";
const certificateArn = `arn:aws:acm:${region}:${accountIds.apis}:certificate/01234567-89ab-cdef-0123-456789abcdef`;

/** Two networks of another account than the domain's: `seoul` with an endpoint, and `oregon`, which calls through it. */
const make = (args: Partial<PrivateDomainArgs> = { accounts: [accountIds.networks] }) =>
  onEmbeddedCloud(() => {
    const [networks, apis] = [providerFor("networks"), providerFor("apis")];
    const opts = { provider: networks };
    const seoul = new Network("seoul", { cidr: "10.0.0.0/16", region }, opts);
    const oregon = new Network("oregon", { cidr: "10.1.0.0/16", region: "us-west-2" }, opts);
    const { vpcId, isolatedSubnetIds: subnetIds } = seoul;
    const { endpointId, dnsName, hostedZoneId } = new ExecuteApiEndpoint(
      "seoul",
      { vpcId, subnetIds, region, clients: [] },
      opts,
    );
    const endpoint: DomainEndpoint = {
      endpointId,
      dnsName,
      hostedZoneId,
      ranges: ["10.0.0.0/15"],
      refused: ["10.0.0.8/32"],
      provider: networks,
    };
    const caller = (network: Network): DomainCaller => ({
      vpcId: network.vpcId,
      region: network.region,
      through: "seoul",
      provider: networks,
    });
    return new PrivateDomain(
      "srv",
      {
        domainName,
        certificateArn,
        region,
        endpoints: { seoul: endpoint },
        callers: { seoul: caller(seoul), oregon: caller(oregon) },
        ...args,
      },
      { provider: apis },
    );
  });

const ownOf = (states: readonly ResourceState[]) =>
  awsStates(states).filter(({ urn }) => urn.includes("PrivateDomain"));
const domainOf = (states: readonly ResourceState[]) => stateOf(states, types.domainName, "srv.domain");

/** A resource's inputs without its tags, which `conventions.test.ts` looks at. */
function untagged({ inputs }: ResourceState) {
  const { tags, ...rest } = inputs;
  assert.ok(tags !== undefined);
  return rest;
}

describe("PrivateDomain", () => {
  it("is the domain, an association an endpoint, a zone a caller, and the share, each in its own account", async () => {
    const { states } = await make();
    const own = ownOf(states);
    assert.deepEqual(labelsOf(own), [
      "DomainName srv.domain",
      "DomainNameAccessAssociation srv.domain-seoul",
      `PrincipalAssociation srv.domain-${accountIds.networks}`,
      "Record srv.domain-oregon",
      "Record srv.domain-seoul",
      "ResourceAssociation srv.domain",
      "ResourceShare srv.domain",
      "Zone srv.domain-oregon",
      "Zone srv.domain-seoul",
    ]);
    for (const state of own) {
      const isCallers = /^aws:route53|AccessAssociation/.test(state.type);
      assert.equal(
        accountOfState(states, state),
        isCallers ? accountIds.networks : accountIds.apis,
        state.urn,
      );
    }
  });

  it("is private, with its certificate", async () => {
    const { states } = await make();
    const { policy, ...rest } = untagged(domainOf(states));
    assert.equal(typeof policy, "string");
    assert.deepEqual(rest, {
      region,
      domainName,
      certificateArn,
      endpointConfiguration: { types: "PRIVATE", ipAddressType: "dualstack" },
      securityPolicy: "TLS_1_2",
    });
  });

  it("admits exactly the linked ranges through the linked endpoints", async () => {
    const { states } = await make();
    const { policy } = domainOf(states).inputs;
    const endpointId = stateOf(states, types.endpoint, "seoul.endpoint").id ?? "";
    const resource = "execute-api:/v1/GET/";
    const from = (address: string, through = endpointId) =>
      admits(policy, { resource, endpointId: through, address });
    assert.deepEqual(
      [from("10.0.0.7"), from("10.1.0.7"), from("10.0.0.8"), from("10.2.0.7"), from("10.0.0.7", "vpce-0f")],
      [true, true, false, false, false],
    );
  });

  it("denies everybody without an endpoint", async () => {
    const { states } = await make({ endpoints: {}, callers: {} });
    assert.deepEqual(labelsOf(ownOf(states)), ["DomainName srv.domain"]);
    assert.equal(
      domainOf(states).inputs["policy"],
      '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/*"}]}',
    );
  });

  it("shares itself with other accounts of the organization before they associate their endpoints", async () => {
    const { states } = await make();
    const [domain, share] = [domainOf(states), stateOf(states, types.resourceShare, "srv.domain")];
    assert.equal(share.inputs["allowExternalPrincipals"], false);
    const shared = stateOf(states, types.resourceAssociation, "srv.domain");
    const principal = stateOf(states, types.principalAssociation, `srv.domain-${accountIds.networks}`);
    const resourceShareArn = share.outputs["arn"];
    assert.deepEqual(shared.inputs, { region, resourceArn: domain.outputs["arn"], resourceShareArn });
    assert.deepEqual(principal.inputs, { region, principal: accountIds.networks, resourceShareArn });
    const association = stateOf(states, types.domainAssociation, "srv.domain-seoul");
    assert.deepEqual(untagged(association), {
      region,
      domainNameArn: domain.outputs["arn"],
      accessAssociationSource: stateOf(states, types.endpoint, "seoul.endpoint").id,
      accessAssociationSourceType: "VPCE",
    });
    for (const before of [shared, principal]) assert.ok(comesBefore(states, before, association), before.urn);
  });

  it("leads each caller to the endpoint of its calls, by a zone of exactly the name in the caller's region", async () => {
    const { states } = await make();
    const [dnsEntry] = stateOf(states, types.endpoint, "seoul.endpoint").outputs["dnsEntries"] as {
      dnsName: string;
      hostedZoneId: string;
    }[];
    for (const [network, vpcRegion] of [
      ["seoul", region],
      ["oregon", "us-west-2"],
    ] as const) {
      const zone = stateOf(states, types.zone, `srv.domain-${network}`);
      const { comment, ...rest } = untagged(zone);
      assert.equal(comment, `Leads ${network} to the private custom domain srv`);
      const { id: vpcId } = stateOf(states, types.vpc, `${network}.vpc`);
      assert.deepEqual(rest, { name: domainName, vpcs: [{ vpcId, vpcRegion }] });
      assert.deepEqual(stateOf(states, types.record, `srv.domain-${network}`).inputs, {
        zoneId: zone.outputs["zoneId"],
        name: domainName,
        type: "A",
        aliases: [{ name: dnsEntry?.dnsName, zoneId: dnsEntry?.hostedZoneId, evaluateTargetHealth: false }],
      });
    }
  });

  it("shares nothing where no other account calls", async () => {
    const { states } = await make({ endpoints: {}, callers: {}, accounts: [] });
    for (const type of [types.resourceShare, types.resourceAssociation, types.principalAssociation])
      assert.deepEqual(statesOf(states, type), []);
  });

  it("tells what the policies and the mapping name", async () => {
    const { result, states } = await make();
    const { domainNameId } = domainOf(states).outputs;
    const outputs = {
      domainName: result.domainName,
      domainNameId: await valueOf(result.domainNameId),
      executionArn: await valueOf(result.executionArn),
    };
    assert.deepEqual(outputs, {
      domainName,
      domainNameId,
      executionArn: `arn:aws:execute-api:${region}:${accountIds.apis}:/domainnames/${domainName}+${String(domainNameId)}`,
    });
    assert.deepEqual(stateOf(states, "apilink:index:PrivateDomain", "srv").outputs, outputs);
  });

  it("refuses a wildcard, strays, and what is no range or account, all at once", async () => {
    const problems = await problemsOf(() => {
      const provider = providerFor("apis");
      const known = { endpointId: "vpce-1", dnsName: "vpce-1.example", hostedZoneId: "Z1", provider };
      return new PrivateDomain("srv", {
        domainName: "*.example.internal",
        certificateArn,
        region,
        endpoints: { seoul: { ...known, ranges: ["10.0.0.1/16"], refused: ["10.0.0.8"] } },
        callers: { busan: { vpcId: "vpc-1", region, through: "busan", provider } },
        accounts: ["111"],
      });
    });
    assert.deepEqual(problems, [
      { propertyPath: "domainName", reason: "AWS takes no wildcard here: name one domain" },
      {
        propertyPath: "endpoints.seoul.ranges[0]",
        reason: "10.0.0.1/16 has host bits set: write 10.0.0.0/16",
      },
      {
        propertyPath: "endpoints.seoul.refused[0]",
        reason: '"10.0.0.8" is no IPv4 range, such as 10.0.0.0/16',
      },
      {
        propertyPath: "callers.busan.through",
        reason: 'names the endpoint "busan", which is not among endpoints',
      },
      { propertyPath: "accounts[0]", reason: '"111" is no account id of 12 digits' },
    ]);
  });
});
