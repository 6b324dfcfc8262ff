import { partitionOf } from "../../../components/partitions";
import type { Draft } from "../draft";
import type { TopologyProblem } from "../problem";
import { runsDaily } from "../schedule";

type Network = Draft["networks"][string];

/** What has to be true of each network's canary: it has calls to make, somewhere to stand, and topics that its alarm can tell. */
export function canaryRules({ networks, links }: Draft): readonly TopologyProblem[] {
  return Object.entries(networks).flatMap(([name, network]) => {
    if (network.canary === undefined) return [];
    const path = `networks.${name}.canary`;
    return [
      ...(links.some(({ entry }) => entry.from === name) ? [] : [idle(path, name)]),
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

/** A metric's period is a day at most: an alarm would take each day without a run for a failure. */
function scheduleProblems(path: string, schedule: string): readonly TopologyProblem[] {
  if (runsDaily(schedule)) return [];
  return [
    {
      path,
      message: `${schedule} leaves days without a run, and the alarm would take each of them for a failure`,
      hint: "run it every day, such as rate(5 minutes) or cron(0 8 * * ? *)",
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
