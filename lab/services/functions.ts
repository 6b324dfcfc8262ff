import { partitionOf } from "../../components/partitions";
import type { Place, Properties } from "../resource";
import { Refusal } from "../refusal";
import { secret } from "../state";
import { blocks, requiredText, text, texts } from "./fields";
import { imageNamed } from "./images";
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
  "aws:ssm/getParameter:getParameter": (args, place) => {
    const region = text(args, "region") ?? place.region;
    zonesOf(region);
    const name = requiredText(args, "name");
    const value = imageNamed(region, publicImage.exec(name)?.[1] ?? "");
    if (value === undefined) throw new Refusal("ParameterNotFound", `The parameter ${name} does not exist`);
    return {
      ...args,
      arn: `arn:${partitionOf(region).name}:ssm:${region}::parameter${name}`,
      id: name,
      insecureValue: value,
      region,
      type: "String",
      value: secret(value),
      version: 1,
    };
  },
};

/** AWS's own parameters that name images. Source: "Using Systems Manager public parameters", Amazon Linux 2023 guide. */
const publicImage = /^\/aws\/service\/ami-amazon-linux-latest\/([^/]+)$/;

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
