import { groupBy } from "../../components/groupBy";
import { hasUnknown, type ResourceState } from "../../lab/state";
import { numberOf } from "./addresses";
import type { DnsRecord, HostedZone } from "./facts";
import { blocks, isStray, labelOf, property, text, textOf, texts, type States } from "./reading";
import { normalName } from "./dnsName";
import { types } from "./types";

/** The records that lead to an IPv4 address. */
const addressTypes = ["A", "CNAME"];

/** The Route 53 hosted zones with their address records. */
export function zonesIn(states: States): readonly HostedZone[] {
  const records = groupBy(
    states.of(types.record).filter((state) => addressTypes.includes(text(state, "type") ?? "A")),
    (state) => text(state, "zoneId") ?? "",
  );
  const associations = groupBy(states.of(types.zoneAssociation), (state) => text(state, "zoneId") ?? "");
  const areAssociationsKnown = !states
    .of(types.zoneAssociation)
    .some((association) => isStray(association, "zoneId", "vpcId"));
  const isAnyRecordStray = states.of(types.record).some((record) => isStray(record, "zoneId"));
  return states.of(types.zone).map((state): HostedZone => {
    const id = text(state, "zoneId") ?? state.id ?? "";
    const name = normalName(text(state, "name") ?? "");
    const vpcIds = [
      ...blocks(property(state, "vpcs")).flatMap((vpc) => textOf(vpc["vpcId"]) ?? []),
      ...(associations.get(id) ?? []).flatMap((association) => text(association, "vpcId") ?? []),
    ];
    const areVpcsKnown = areAssociationsKnown && !hasUnknown(property(state, "vpcs"));
    return {
      id,
      name,
      label: labelOf(state),
      vpcIds: vpcIds.length === 0 && areVpcsKnown ? undefined : new Set(vpcIds),
      isKnown:
        areVpcsKnown &&
        !isStray(state, "name") &&
        !isAnyRecordStray &&
        !(records.get(id) ?? []).some((record) => isStray(record, "name", "fqdn")),
      records: new Map((records.get(id) ?? []).map((record) => [fullName(record, name), recordOf(record)])),
    };
  });
}

/** A record may be named in full, by its label below the zone, or not at all at the zone's apex. */
function fullName(record: ResourceState, zone: string): string {
  const name = normalName(text(record, "fqdn") ?? text(record, "name") ?? "");
  if (name === "" || name === zone) return zone;
  return name.endsWith(`.${zone}`) ? name : `${name}.${zone}`;
}

function recordOf(record: ResourceState): DnsRecord {
  const values = texts(property(record, "records"));
  const isCanonical = text(record, "type") === "CNAME";
  return {
    label: labelOf(record),
    aliases: [
      ...blocks(property(record, "aliases")).map((alias) => textOf(alias["name"]) ?? ""),
      ...(isCanonical ? values : []),
    ].map(normalName),
    addresses: isCanonical ? [] : values.map(numberOf),
  };
}
