import { unwatched } from "../../../components/canarySchedule";
import {
  environmentBytes,
  keysVariable,
  largestEnvironment,
  ownVariables,
} from "../../../components/handlerEnvironment";
import { partitionOf } from "../../../components/partitions";
import type { Draft } from "../draft";
import type { TopologyProblem } from "../problem";

type Network = Draft["networks"][string];

/** What has to be true of each network's canary: it has calls to make, somewhere to stand, and topics that its alarm can tell. */
export function canaryRules({ networks, links, apis }: Draft): readonly TopologyProblem[] {
  return Object.entries(networks).flatMap(([name, network]) => {
    if (network.canary === undefined) return [];
    const path = `networks.${name}.canary`;
    const called = links.flatMap(({ entry }) => (entry.from === name ? [entry.to] : []));
    return [
      ...(called.length > 0 ? [] : [idle(path, name)]),
      ...keyProblems(
        path,
        [...new Set(called)].filter((api) => apis[api]?.apiKey === true),
      ),
      ...scheduleProblems(`${path}.schedule`, network.canary.schedule),
      ...subnetProblems(`networks.${name}.existing.subnetIds`, network),
      ...topicProblems(`${path}.alarmTopicArns`, network.canary.alarmTopicArns, network),
    ];
  });
}

function idle(path: string, network: string): TopologyProblem {
  return {
    path,
    message: `has nothing to call: no link goes from "${network}"`,
    hint: `link ${network} to an API, or leave the canary out`,
  };
}

function scheduleProblems(path: string, schedule: string): readonly TopologyProblem[] {
  const problem = unwatched(schedule);
  return problem === undefined ? [] : [{ path, ...problem }];
}

/** A key as long as API Gateway makes them. */
const madeKey = "k".repeat(40);

/** A canary has the keys of the APIs in its environment. */
function keyProblems(path: string, keyed: readonly string[]): readonly TopologyProblem[] {
  const keys = keysVariable(Object.fromEntries(keyed.map((api) => [api, madeKey])));
  const bytes = environmentBytes({ ...ownVariables, ...keys });
  if (bytes <= largestEnvironment) return [];
  return [
    {
      path,
      message: `would take ${bytes} bytes of environment for the keys of ${keyed.length} APIs, and Lambda takes ${largestEnvironment}`,
      hint: "link the network to fewer APIs with apiKey: true, or leave the canary out",
    },
  ];
}

function subnetProblems(path: string, { existing }: Network): readonly TopologyProblem[] {
  if (existing === undefined || existing.subnetIds.length > 0) return [];
  return [{ path, message: "is empty, and the canary needs a subnet", hint: "name one subnet a zone" }];
}

/** An alarm tells topics of its own region. Source: PutMetricAlarm of the CloudWatch API reference. */
function topicProblems(
  path: string,
  topics: readonly string[],
  { region }: Network,
): readonly TopologyProblem[] {
  const wanted = `arn:${partitionOf(region).name}:sns:${region}:`;
  return topics.flatMap((topic, index) => {
    const at = `${path}[${index}]`;
    if (topics.indexOf(topic) !== index)
      return [{ path: at, message: `${topic} is named twice`, hint: "name each topic once" }];
    if (topic.startsWith(wanted)) return [];
    const [, partition = "", , place = ""] = topic.split(":");
    return [
      {
        path: at,
        message: `is of ${place} in the partition ${partition}, and the alarm is in ${region}: an alarm tells topics of its own region`,
        hint: `name a topic of the network's region: ${wanted}…`,
      },
    ];
  });
}
