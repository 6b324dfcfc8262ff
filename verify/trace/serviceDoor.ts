import { awsService, awsServiceName } from "../../components/awsServices";
import { everywhere, within } from "../model/addresses";
import type { GatewayEndpoint, Model, Subnet, Vpc } from "../model/facts";
import { privateRanges } from "../model/privateRanges";
import { crossingOut } from "./crossing";
import { wayOut } from "./route";
import { closedOn } from "./servicePorts";
import type { CarryingEndpoint, Demand, Ended, PublicService, Reached, Source, Verdict } from "./types";
import { hop, undecided } from "./verdicts";

/** By what a call comes to the public addresses of a service. */
type Way = Verdict<{ readonly way: string; readonly endpoint: CarryingEndpoint | undefined }>;

/** Connects a source to the public addresses of AWS's services: by a gateway endpoint, or by whatever leads to the internet. */
export function toServiceIn(
  model: Model,
): (source: Source, service: PublicService, port: number, demand: Demand) => Reached {
  return (source, service, port, demand) => {
    const way = wayTo(model, source, service);
    if (!way.passed) return way;
    const { hops } = way;
    const stopped = crossingOut(model, source, port, demand) ?? closed(service, port);
    if (stopped !== undefined) return { ...stopped, hops };
    const sourceAddress = source.kind === "internet" ? 0 : source.address;
    const { label, region } = service;
    return {
      passed: true,
      hops,
      arrivals: [
        { kind: "aws-service", service: label, region, endpoint: way.endpoint, way: way.way, sourceAddress },
      ],
    };
  };
}

function closed({ label }: PublicService, port: number): Ended | undefined {
  const service = awsService(label);
  return service === undefined
    ? undecided("firewall", `what ${label} listens on is not known`)
    : closedOn(service, "public", port);
}

function wayTo(model: Model, source: Source, service: PublicService): Way {
  if (source.kind !== "workload" && source.kind !== "public") return publicWay(wayOut(model, source));
  const subnet = model.subnets.get(source.subnetId);
  const table = subnet?.routeTable;
  // What is not known of the subnet keeps its words.
  if (subnet === undefined || table === undefined) return publicWay(wayOut(model, source));
  const vague = table.routes.find(({ range }) => range === undefined);
  if (vague !== undefined) return undecided("route", `where ${vague.label} leads is not known`);
  const narrower = table.routes.find(
    ({ range, target }) =>
      target.kind !== "local" &&
      range !== undefined &&
      !within(everywhere, range) &&
      !privateRanges.some((own) => within(range, own)),
  );
  if (narrower !== undefined)
    return undecided(
      "route",
      `whether ${narrower.label} is about addresses of ${service.label} is not known`,
    );
  const gateway = gatewayOf(model, subnet, service);
  if (gateway !== undefined) {
    if ("failure" in gateway) return gateway;
    const { id, label, policy } = gateway;
    return {
      passed: true,
      way: `through ${label}, no public hop`,
      endpoint: { id, label, vpcId: subnet.vpcId, policy, names: [] },
      hops: [
        hop("route", `${table.label} leads ${service.label} of ${service.region} to ${label}: no public hop`),
      ],
    };
  }
  const vpc = model.vpcs.get(subnet.vpcId);
  if (model.adoptedVpcs.has(subnet.vpcId))
    return undecided(
      "route",
      `what else the route tables of the adopted VPC ${vpc?.label ?? ""} hold is not known`,
    );
  const out = wayOut(model, source, mendOf(model, service, vpc));
  if (!out.passed || out.from === undefined || out.from === subnet) return publicWay(out);
  return gatewayOf(model, out.from, service) === undefined
    ? publicWay(out)
    : undecided("route", `whether ${out.by} takes the gateway endpoint of its own subnet is not known`);
}

function mendOf({ otherEndpoints }: Model, { label, region }: PublicService, home: Vpc | undefined): string {
  if (home?.region !== region)
    return `call it from a network in ${region}: no endpoint leads to another region`;
  const own = [...otherEndpoints.values()].find(
    ({ vpcId, serviceName }) => vpcId === home.id && serviceName === awsServiceName(label, region),
  );
  if (own !== undefined)
    return `turn on private DNS of ${own.label}, or call ${own.names[0]?.name ?? "it by its own name"}`;
  const kind = awsService(label)?.hasGateway === true ? "a gateway endpoint" : "an interface endpoint";
  return `add ${kind} of ${label} to the caller's network`;
}

function publicWay(out: ReturnType<typeof wayOut>): Way {
  if (!out.passed) return out;
  return { passed: true, way: `by ${out.by}: a public hop`, endpoint: undefined, hops: out.hops };
}

/** The gateway endpoint that a subnet's route table leads a service to; undefined where there is none for certain. */
function gatewayOf(
  { gatewayEndpoints }: Model,
  subnet: Subnet,
  { label, region }: PublicService,
): GatewayEndpoint | Ended | undefined {
  const { vpcId, routeTable: table } = subnet;
  if (table === undefined) return undecided("route", `the route table of ${subnet.label} is not known`);
  const own = gatewayEndpoints.filter(
    (endpoint) =>
      (endpoint.vpcId === undefined || endpoint.vpcId === vpcId) &&
      (endpoint.service === undefined || endpoint.service === label) &&
      (endpoint.region === undefined || endpoint.region === region),
  );
  const named = own.find(({ routeTableIds }) => routeTableIds.has(table.id));
  const vague = own.find(
    ({ routeTableIds, routeTablesKnown }) => !routeTablesKnown || (table.id === "" && routeTableIds.size > 0),
  );
  const found = named ?? vague;
  if (found === undefined) return undefined;
  if (found !== named || found.service === undefined)
    return undecided("route", `whether ${found.label} is in ${table.label} for ${label} is not known`);
  return found.unavailable === undefined
    ? found
    : undecided(
        "route",
        `whether ${table.label} leads to ${found.label}, which is ${found.unavailable}, is not known`,
      );
}
