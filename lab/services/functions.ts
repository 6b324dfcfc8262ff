import type { Place, Properties } from "../resource";
import { Refusal } from "../refusal";
import { blocks, text, texts } from "./fields";
import { zonesOf, type Zone } from "./regions";

type CloudFunction = (args: Properties, place: Place) => Properties;

/**
 * What the filters of `DescribeAvailabilityZones` compare.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html
 */
const zoneFilters: Readonly<Record<string, (zone: Zone, region: string) => string>> = {
  "group-name": ({ group }) => group,
  "opt-in-status": ({ local }) => (local ? "opted-in" : "opt-in-not-required"),
  "region-name": (_zone, region) => region,
  state: () => "available",
  "zone-id": ({ id }) => id,
  "zone-name": ({ name }) => name,
  "zone-type": ({ local }) => (local ? "local-zone" : "availability-zone"),
};

const functions: Readonly<Record<string, CloudFunction>> = {
  "aws:index/getAvailabilityZones:getAvailabilityZones": (args, place) => {
    const region = text(args, "region") ?? place.region;
    const names = texts(args, "excludeNames");
    const ids = texts(args, "excludeZoneIds");
    const zones = zonesOf(region)
      .filter(({ name, id }) => !names.includes(name) && !ids.includes(id))
      .filter((zone) => (text(args, "state") ?? "available") === "available" && passes(zone, region, args));
    return {
      ...args,
      groupNames: [...new Set(zones.map(({ group }) => group))],
      id: region,
      names: zones.map(({ name }) => name),
      region,
      zoneIds: zones.map(({ id }) => id),
    };
  },
};

function passes(zone: Zone, region: string, args: Properties): boolean {
  return blocks(args, "filters").every((filter) => {
    const name = text(filter, "name") ?? "";
    const compared = zoneFilters[name];
    if (compared === undefined) throw new Refusal("InvalidParameterValue", `The filter '${name}' is invalid`);
    return texts(filter, "values").includes(compared(zone, region));
  });
}

/**
 * Answers a function of the provider, as AWS would for this account and region.
 *
 * @throws Refusal for a function that the embedded cloud does not know.
 */
export function call(token: string, args: Properties, place: Place): Properties {
  const known = functions[token];
  if (known === undefined)
    throw new Refusal("UnknownFunction", `The embedded cloud does not know the function ${token}`);
  return known(args, place);
}
