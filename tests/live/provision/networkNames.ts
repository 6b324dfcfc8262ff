import {
  AssociateVPCWithHostedZoneCommand,
  ChangeResourceRecordSetsCommand,
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  Route53Client,
  type ResourceRecordSet,
  type VPC,
  type VPCRegion,
} from "@aws-sdk/client-route-53";
import { AssociateResourceShareCommand, CreateResourceShareCommand, RAMClient } from "@aws-sdk/client-ram";
import type { Mapping } from "../../../stacks/mapping";
import { types } from "../../../verify/model/types";
import {
  answered,
  blockIn,
  blocksIn,
  idOf,
  inputsOf,
  numberIn,
  optionalText,
  tagsIn,
  textIn,
  textsIn,
} from "./networkInputs";
import type { Provision, Provisions } from "./types";

const zone: Provision = async (resource, place, by) => {
  const client = by.client(Route53Client, place);
  const inputs = inputsOf(resource, by);
  const [first, ...more] = blocksIn(inputs, "vpcs").map(vpcOf);
  const { HostedZone } = await client.send(
    new CreateHostedZoneCommand({
      Name: textIn(inputs, "name"),
      CallerReference: idOf(resource),
      HostedZoneConfig: { Comment: optionalText(inputs, "comment"), PrivateZone: first !== undefined },
      ...(first !== undefined && { VPC: first }),
    }),
  );
  const id = answered(HostedZone?.Id, "Id").replace("/hostedzone/", "");
  by.made(idOf(resource), id);
  for (const VPC of more) await client.send(new AssociateVPCWithHostedZoneCommand({ HostedZoneId: id, VPC }));
  await client.send(
    new ChangeTagsForResourceCommand({ ResourceType: "hostedzone", ResourceId: id, AddTags: tagsIn(inputs) }),
  );
};

function vpcOf(vpc: Mapping): VPC {
  return { VPCId: textIn(vpc, "vpcId"), VPCRegion: textIn(vpc, "vpcRegion") as VPCRegion };
}

const record: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  await by.client(Route53Client, place).send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: textIn(inputs, "zoneId"),
      ChangeBatch: { Changes: [{ Action: "CREATE", ResourceRecordSet: recordOf(inputs) }] },
    }),
  );
  by.made(idOf(resource), by.live(idOf(resource)));
};

function recordOf(inputs: Mapping): ResourceRecordSet {
  const [alias] = blocksIn(inputs, "aliases");
  return {
    Name: textIn(inputs, "name"),
    Type: textIn(inputs, "type") as ResourceRecordSet["Type"],
    ...(alias === undefined
      ? {
          TTL: numberIn(inputs, "ttl"),
          ResourceRecords: textsIn(inputs, "records").map((Value) => ({ Value })),
        }
      : {
          AliasTarget: {
            DNSName: textIn(alias, "name"),
            HostedZoneId: textIn(alias, "zoneId"),
            EvaluateTargetHealth: alias["evaluateTargetHealth"] === true,
          },
        }),
  };
}

const resourceShare: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  const { resourceShare: made } = await by.client(RAMClient, place).send(
    new CreateResourceShareCommand({
      name: textIn(resource.outputs, "name"),
      allowExternalPrincipals: inputs["allowExternalPrincipals"] === true,
      tags: Object.entries(blockIn(inputs, "tags") ?? {}).map(([key, value]) => ({
        key,
        value: String(value),
      })),
    }),
  );
  by.made(idOf(resource), answered(made?.resourceShareArn, "resourceShareArn"));
};

function associationOf(property: string, parameter: "principals" | "resourceArns"): Provision {
  return async (resource, place, by) => {
    const inputs = inputsOf(resource, by);
    await by.client(RAMClient, place).send(
      new AssociateResourceShareCommand({
        resourceShareArn: textIn(inputs, "resourceShareArn"),
        [parameter]: [textIn(inputs, property)],
      }),
    );
  };
}

/** Hosted zones with their records, and what is shared with other accounts. */
export const nameProvisions: Provisions = {
  [types.zone]: zone,
  [types.record]: record,
  [types.resourceShare]: resourceShare,
  [types.resourceAssociation]: associationOf("resourceArn", "resourceArns"),
  [types.principalAssociation]: associationOf("principal", "principals"),
};
