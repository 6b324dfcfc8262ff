import type { ResourceState } from "../../lab/state";
import { hasUnknown, isSecret, signature } from "../../lab/state";
import { isMapping, type Mapping } from "../../stacks/mapping";
import { textOf } from "../model/reading";
import { types } from "../model/types";
import { canonical, placesWhere, type Place } from "./canonical";
import type { Live } from "./live";
import { namingProperties, type Translation } from "./translation";

/** What AWS tells of a resource that is a resource of its own for the program, or that differs with time. */
const toldElsewhere: Readonly<Record<string, readonly string[]>> = {
  [types.securityGroup]: ["ingress", "egress"],
  [types.routeTable]: ["routes", "propagatingVgws"],
  // Nobody may use it until its policy, a resource of its own, is in place; that one shows here as well.
  [types.endpoint]: [
    "policy",
    "dnsEntries",
    "networkInterfaceIds",
    "subnetConfigurations",
    "state",
    "prefixListId",
  ],
  [types.restApi]: ["policy", "body"],
  [types.peering]: ["acceptStatus", "accepter", "requester"],
  [types.peeringAccepter]: [
    "accepter",
    "requester",
    "vpcId",
    "peerVpcId",
    "peerRegion",
    "peerOwnerId",
    "autoAccept",
  ],
  [types.role]: ["inlinePolicies", "managedPolicyArns"],
  [types.deployment]: ["triggers", "description"],
  [types.stage]: ["deployment"],
  [types.lambdaFunction]: ["code", "codeSha256", "sourceCodeSize", "version", "lastModified", "layers"],
  [types.table]: ["readCapacity", "writeCapacity", "warmThroughput", "globalSecondaryIndexes"],
  [types.key]: ["deletionWindowInDays"],
  [types.logGroup]: ["skipDestroy"],
  [types.apiKey]: ["value"],
  [types.usagePlanKey]: ["value"],
  [types.loadBalancer]: ["subnetMappings", "subnets"],
};

/** Properties of Pulumi's that stand for another one, for a moment only, or for nothing in AWS. */
const notSettings: ReadonlySet<string> = new Set([
  ...namingProperties,
  "tagsAll",
  "namePrefix",
  "statementIdPrefix",
  "ownerId",
  "region",
  "timeouts",
  "forceDestroy",
  "revokeRulesOnDelete",
]);

/** Those of them that a program sets by itself, in some types. */
const namedByTheProgram: ReadonlySet<string> = new Set(["name", "serviceName"]);

/** The settings in which a resource is not as the program has it, each with the path of properties to it. */
export function settingsOf(state: ResourceState, live: Live, translation: Translation): readonly Place[] {
  const wanted: Mapping = { ...state.outputs, ...state.inputs };
  const elsewhere = toldElsewhere[state.type] ?? [];
  const keys = Object.keys(wanted).filter(
    (key) =>
      key !== "tags" && isSetting(key, state) && !elsewhere.includes(key) && Object.hasOwn(live.outputs, key),
  );
  return [
    ...keys.flatMap((key) => {
      const program = wanted[key];
      if (hasUnknown(program) || isOpaque(program)) return [];
      return placesWhere(canonical(translation.value(program)), canonical(live.outputs[key]), [key]);
    }),
    ...tagsOf(state, live, translation),
  ];
}

function isSetting(key: string, { inputs, outputs }: ResourceState): boolean {
  if (!notSettings.has(key)) return true;
  if (!namedByTheProgram.has(key) || inputs[key] === undefined) return false;
  // Pulumi's own names end in digits that differ from stack to stack.
  return !/-[0-9a-f]{7}$/.test(textOf(inputs[key]) ?? "") && inputs[key] === (outputs[key] ?? inputs[key]);
}

/** A secret, or the code of a function: AWS does not tell it. */
function isOpaque(value: unknown): boolean {
  return isSecret(value) || (isMapping(value) && Object.hasOwn(value, signature));
}

/** Other tags than the program's are the owner's affair. */
function tagsOf({ inputs }: ResourceState, { tags }: Live, translation: Translation): readonly Place[] {
  const wanted = translation.value(inputs["tags"] ?? {});
  if (!isMapping(wanted)) return [];
  return Object.entries(wanted).flatMap(([key, value]) =>
    placesWhere(canonical(value), canonical(tags[key]), ["tags", key]),
  );
}
