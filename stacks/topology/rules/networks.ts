import { sizeProblem } from "../../../components/networkProblems";
import { partitionOf } from "../../../components/partitions";
import type { Draft } from "../draft";
import { didYouMean } from "../nearest";
import type { TopologyProblem } from "../problem";
import { knownRegions } from "../regions";

/** What has to be true of each network, and of each API's region, by itself. */
export function networkRules({ accounts, networks, apis }: Draft): readonly TopologyProblem[] {
  return [
    ...Object.entries(accounts).flatMap(([name, { region }]) =>
      region === undefined ? [] : regionProblems(`accounts.${name}.region`, region),
    ),
    ...Object.entries(apis).flatMap(([name, { region, cors }]) => [
      ...regionProblems(`apis.${name}.region`, region),
      ...originProblems(`apis.${name}.cors`, cors),
    ]),
    ...partitionProblems({ networks, apis }),
    ...Object.entries(networks).flatMap(([name, network]) => [
      ...nameProblems(name),
      ...regionProblems(`networks.${name}.region`, network.region),
      ...zoneProblems(`networks.${name}.zones`, network),
      ...captureProblems(`networks.${name}`, network),
    ]),
  ];
}

/** What `--from` and the reports call everybody who is in no network. */
const outside = "internet";

function nameProblems(name: string): readonly TopologyProblem[] {
  if (name !== outside) return [];
  const message = "is what callers are called that are in no network at all";
  return [{ path: `networks.${name}`, message, hint: "give the network another name" }];
}

/** The partitions whose interface endpoints are named `com.amazonaws.{region}.{service}`. */
const builtPartitions = ["aws", "aws-us-gov"];

type Network = Draft["networks"][string];

/** Why a region cannot be used, if it cannot. */
export function regionProblems(path: string, region: string): readonly TopologyProblem[] {
  if (knownRegions.includes(region)) {
    const { name } = partitionOf(region);
    if (builtPartitions.includes(name)) return [];
    const hint = `regions of ${builtPartitions.join(" and ")} can be built`;
    return [{ path, message: `"${region}" is in the partition ${name}, whose service names differ`, hint }];
  }
  const message = `"${region}" is no region that this version of the AWS provider knows`;
  return [{ path, message, hint: didYouMean(region, knownRegions, "region") }];
}

function originProblems(path: string, cors: readonly string[]): readonly TopologyProblem[] {
  return cors.flatMap((origin, index) => {
    if (cors.indexOf(origin) !== index) {
      return [
        { path: `${path}[${index}]`, message: `${origin} is named twice`, hint: "name each origin once" },
      ];
    }
    if (origin !== "*" || cors.length === 1) return [];
    const hint = 'write ["*"] for all, or the origins that may call';
    return [{ path: `${path}[${index}]`, message: "stands for all origins, beside others", hint }];
  });
}

/** Accounts, peerings and endpoints never reach from one partition into another. */
function partitionProblems({ networks, apis }: Pick<Draft, "networks" | "apis">): readonly TopologyProblem[] {
  const placed = [
    ...Object.entries(networks).map(([name, { region }]) => ({ path: `networks.${name}.region`, region })),
    ...Object.entries(apis).map(([name, { region }]) => ({ path: `apis.${name}.region`, region })),
  ];
  const [first] = placed;
  if (first === undefined) return [];
  const partition = partitionOf(first.region).name;
  return placed
    .filter(({ region }) => partitionOf(region).name !== partition)
    .map(({ path, region }) => ({
      path,
      message: `${region} is in the partition ${partitionOf(region).name}, and ${first.region} is in ${partition}`,
      hint: "write a stack file for each partition",
    }));
}

function zoneProblems(path: string, { cidr, zones, publicSubnets, region, existing }: Network) {
  if (existing !== undefined) return [];
  const problems: TopologyProblem[] = [];
  const size = sizeProblem(cidr, zones, publicSubnets);
  if (size !== undefined) problems.push({ path, message: size, hint: "name fewer zones, or a wider range" });
  if (typeof zones === "number") return problems;
  for (const [index, zone] of zones.entries()) {
    if (!zone.startsWith(region)) {
      const hint = `a zone's name begins with its region's, such as ${region}a`;
      problems.push({ path: `${path}[${index}]`, message: `${zone} is not in ${region}`, hint });
    }
    if (zones.indexOf(zone) !== index) {
      const hint = "name each zone once; a zone gets one subnet";
      problems.push({ path: `${path}[${index}]`, message: `${zone} is named twice`, hint });
    }
  }
  return problems;
}

/** With private DNS on, the endpoint answers for every public API of the region, too (guide row D2). */
function captureProblems(path: string, { privateDns, callsPublicApis }: Network): readonly TopologyProblem[] {
  if (!privateDns || !callsPublicApis) return [];
  return [
    {
      path: `${path}.privateDns`,
      message:
        "cannot be true together with callsPublicApis: it captures the names of public APIs, which then fail",
      hint: "leave privateDns off and call by the alias URL",
    },
  ];
}
