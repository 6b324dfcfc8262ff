import { sizeProblem } from "../../../components/networkProblems";
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
    ...Object.entries(apis).flatMap(([name, { region }]) => regionProblems(`apis.${name}.region`, region)),
    ...Object.entries(networks).flatMap(([name, network]) => [
      ...regionProblems(`networks.${name}.region`, network.region),
      ...zoneProblems(`networks.${name}.zones`, network),
      ...captureProblems(`networks.${name}`, network),
    ]),
  ];
}

type Network = Draft["networks"][string];

function regionProblems(path: string, region: string): readonly TopologyProblem[] {
  if (knownRegions.includes(region)) return [];
  const message = `"${region}" is no region that this version of the AWS provider knows`;
  return [{ path, message, hint: didYouMean(region, knownRegions, "region") }];
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
