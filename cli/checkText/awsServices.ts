import type { Network, Topology } from "../../stacks/topology/types";
import type { Report } from "../../verify/contract";
import { signs } from "./cells";
import type { View } from "./view";

/** A network's way to a service of AWS. */
interface Way {
  readonly network: string;
  readonly service: string;
  readonly says: string;
  /** Where a finding about it stands. */
  readonly where: string;
}

/** Which networks reach which services of AWS by endpoints of their own, and whether they do. */
export function awsServiceLines({ findings }: Report, { networks }: Topology, view: View): string[] {
  const ways = Object.entries(networks).flatMap(([name, network]) => waysOf(name, network));
  if (ways.length === 0) return [];
  const broken = new Set(findings.filter(({ rule }) => rule === "link-broken").map(({ where }) => where));
  const widthOf = (key: "network" | "service"): number => Math.max(...ways.map((way) => way[key].length));
  const [networkWidth, serviceWidth] = [widthOf("network"), widthOf("service")];
  return [
    view.paint("bold", "AWS services"),
    ...ways.map(({ network, service, says, where }) => {
      const { sign, style } = signs[broken.has(where) ? "broken" : "answered"];
      const title = `${network.padEnd(networkWidth)}  ${service.padEnd(serviceWidth)}`;
      return `  ${title}  ${view.paint(style, sign)} ${says}${broken.has(where) ? ": BROKEN" : ""}`;
    }),
  ];
}

function waysOf(network: string, { gateways, interfaces }: Network): readonly Way[] {
  return [
    ...gateways.map(({ service, buckets, tables }, index) => {
      const narrowed = buckets ?? tables;
      const says = narrowed === undefined ? "" : `, for ${narrowed.join(", ")}`;
      return {
        network,
        service,
        says: `gateway endpoint${says}`,
        where: `networks.${network}.gateways[${index}]`,
      };
    }),
    ...interfaces.map(({ service, privateDns }, index) => ({
      network,
      service,
      says: `interface endpoint, by ${privateDns ? "the service's own names" : "its own name alone"}`,
      where: `networks.${network}.interfaces[${index}]`,
    })),
  ];
}
