import { rangesOverlap } from "../../../components/ranges";
import type { Draft } from "../draft";
import type { TopologyProblem } from "../problem";

/** What has to be true of the corporate ranges and of the gateways that they come through. */
export function corporateRules({ networks }: Draft): readonly TopologyProblem[] {
  const attached = new Map<string, string>();
  return Object.entries(networks).flatMap(([name, { corporate }]) =>
    corporate.flatMap(({ cidr, via }, index) => {
      const path = `networks.${name}.corporate[${index}]`;
      const problems = Object.entries(networks)
        .filter(([, network]) => rangesOverlap(cidr, network.cidr))
        .map(([other, network]) => ({
          path: `${path}.cidr`,
          message: `${cidr} overlaps the network "${other}" (${network.cidr})`,
          hint: "a corporate range lies apart from every network: write the ranges that are really behind the gateway",
        }));
      if (corporate.findIndex((earlier) => earlier.cidr === cidr) < index) {
        problems.push({
          path: `${path}.cidr`,
          message: `${cidr} is given twice`,
          hint: "leave one of the two out",
        });
      }
      return [...problems, ...gatewayProblems(path, name, via, attached)];
    }),
  );
}

/** AWS attaches a virtual private gateway to one VPC, and to a VPC one such gateway. Source: EC2 AttachVpnGateway. */
function gatewayProblems(path: string, network: string, via: string, attached: Map<string, string>) {
  if (!via.startsWith("vgw-")) return [];
  const problem = (message: string): TopologyProblem[] => [
    { path: `${path}.via`, message, hint: "use a transit gateway (tgw-…) for what more than one VPC shares" },
  ];
  const owner = attached.get(via);
  const other = attached.get(`of ${network}`);
  attached.set(via, owner ?? network);
  attached.set(`of ${network}`, other ?? via);
  if (owner !== undefined && owner !== network)
    return problem(`${via} is attached to the network "${owner}" already`);
  if (other !== undefined && other !== via)
    return problem(`the network has the virtual private gateway ${other} already`);
  return [];
}
