import { partitionOf } from "../../../components/partitions";
import type { Topology } from "../../../stacks/topology/types";
import type { Endpoint, LambdaFunction, Model } from "../../model/facts";
import { groupsVerdict } from "../../trace/crossing";
import { peerAt } from "../../trace/firewall";
import { refusalOf, type Refusal } from "../../trace/grants";
import { notHeard } from "./alarms";
import { brokenAt, functionOf, notScheduled } from "./functions";
import { tellIt } from "./tracing";
import type { Checked, Found } from ".";

/** Canaries of the topology that do not watch their network's links: one finding for each thing that lacks. */
export function brokenCanaries({ topology, model }: Checked): readonly Found[] {
  return Object.entries(topology.networks).flatMap(([network, { canary }]): readonly Found[] => {
    if (canary === undefined) return [];
    const fn = functionOf(model, `LinkCanary/${network}`);
    const refusals =
      fn === undefined
        ? [
            lacking(
              "no function that does it is among the resources",
              `make it by an update, or take canary out of ${network}`,
            ),
          ]
        : problemsOf(model, topology, network, fn);
    return brokenAt(`networks.${network}.canary`, `the links of ${network} are not watched`, refusals);
  });
}

function lacking(says: string, mend: string): Refusal {
  return { isCertain: true, says, mend };
}

function problemsOf(
  model: Model,
  topology: Topology,
  network: string,
  fn: LambdaFunction,
): readonly Refusal[] {
  return [
    ...notScheduled(model, fn),
    ...[notPlaced(model, network, fn)].filter((each) => each !== undefined),
    ...notHeard(model, fn, topology.networks[network]?.canary?.alarmTopicArns ?? []),
    ...(fn.vpc === undefined ? [] : notLetOut(model, topology, network, fn)),
  ];
}

/** It has to stand in the network: in subnets of its VPC, where it may make network interfaces. */
function notPlaced(model: Model, network: string, fn: LambdaFunction): Refusal | undefined {
  const vpcId = model.names.networks.get(network);
  const subnets = (fn.vpc?.subnetIds ?? []).map((id) => model.subnets.get(id));
  if (fn.vpc !== undefined && fn.vpc.subnetIds === undefined)
    return { isCertain: false, says: `the subnets of ${fn.label} are not known`, mend: "" };
  if (subnets.length === 0 || subnets.some((subnet) => subnet?.vpcId !== vpcId || subnet?.isPublic))
    return lacking(
      `${fn.label} does not stand in private subnets of ${network} alone`,
      `have it in the private subnets of ${network}, which its links are for`,
    );
  const role = model.roles.get(fn.roleArn ?? "");
  const partition = partitionOf(fn.region).name;
  const resource = `arn:${partition}:ec2:${fn.region}:${fn.account}:network-interface/*`;
  const what = "network interfaces";
  return role && refusalOf(role, fn, "service", { action: "ec2:CreateNetworkInterface", resource, what });
}

/** Its security group has to let it out to every address of the endpoints that carry the network's links. */
function notLetOut(
  model: Model,
  { links }: Topology,
  network: string,
  fn: LambdaFunction,
): readonly Refusal[] {
  const carriers = new Set(links.filter(({ from }) => from === network).map(({ through }) => through));
  return [...carriers].flatMap((through): readonly Refusal[] => {
    const endpoint = model.endpoints.get(model.names.endpoints.get(through) ?? "");
    // A link whose endpoint is gone is broken itself.
    return endpoint === undefined ? [] : shutOff(model, fn, endpoint).slice(0, 1);
  });
}

function shutOff({ subnets }: Model, fn: LambdaFunction, endpoint: Endpoint): readonly Refusal[] {
  return endpoint.interfaces.flatMap(({ address, told, subnetId }): readonly Refusal[] => {
    const range = subnets.get(subnetId)?.range;
    const peer =
      told || range === undefined ? peerAt(address, endpoint.groups) : { range, groups: endpoint.groups };
    const verdict = groupsVerdict({ label: fn.label, groups: fn.vpc?.groups }, "egress", peer, 443);
    if ("by" in verdict) return [];
    const { says, outcome, mend = tellIt } = verdict.failure;
    return [{ isCertain: outcome !== "unknown", says, mend }];
  });
}
