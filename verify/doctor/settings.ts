import type { ResourceState } from "../../lab/state";
import { hasUnknown, isSecret, signature } from "../../lab/state";
import { isMapping, type Mapping } from "../../stacks/mapping";
import { types } from "../model/types";
import { canonical, placesWhere, type Place } from "./canonical";
import type { Live } from "./live";
import { isAutoNamed } from "./pairing";
import { namingProperties, type Translation } from "./translation";

/** What AWS tells of a resource that is a resource of its own for the program, or that differs with time. */
const toldElsewhere: Readonly<Record<string, readonly string[]>> = {
  [types.securityGroup]: ["ingress", "egress"],
  [types.routeTable]: ["routes", "propagatingVgws"],
  // Nobody may use it until its policy, a resource of its own, is in place; that one shows here as well.
  [types.endpoint]: ["policy"],
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
};

/** What AWS chooses where the program asks for nothing. */
const chosenByAws: Readonly<Record<string, readonly string[]>> = {
  [types.endpoint]: [
    "dnsEntries",
    "networkInterfaceIds",
    "subnetConfigurations",
    "prefixListId",
    "cidrBlocks",
  ],
  [types.loadBalancer]: ["subnetMappings"],
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
  // Each account has its own numbering, which the program does not ask for.
  "availabilityZoneId",
]);

/** Inner properties that AWS adds. */
const added: ReadonlySet<string> = new Set(["vpcConfig.vpcId", "vpcConfig.ipv6AllowedForDualStack"]);

/** The settings in which a resource is not as the program has it, each with the path of properties to it. */
export function settingsOf(state: ResourceState, live: Live, translation: Translation): readonly Place[] {
  const asked = askedOf(state, live);
  const chosen = (chosenByAws[state.type] ?? []).filter((key) => state.inputs[key] === undefined);
  const elsewhere = [...(toldElsewhere[state.type] ?? []), ...chosen];
  const keys = Object.keys(asked).filter(
    (key) =>
      key !== "tags" && isSetting(key, state) && !elsewhere.includes(key) && Object.hasOwn(live.outputs, key),
  );
  return [
    ...keys.flatMap((key) => {
      const program = asked[key];
      if (hasUnknown(program) || isOpaque(program)) return [];
      if (state.type === types.endpoint && key === "state" && isAccepted(program, live.outputs[key]))
        return [];
      const [wanted, found] = comparable(program, live.outputs[key]);
      return placesWhere(canonical(translation.value(wanted)), canonical(found), [key]).filter(
        ({ path }) => !added.has(path.join(".")),
      );
    }),
    ...tagsOf(state, live, translation),
  ];
}

/** What the program asks for; of what it leaves out, in a block of settings too, what AWS gives it by default. */
function askedOf({ inputs, outputs }: ResourceState, live: Live): Mapping {
  const asked = Object.entries(inputs).map(
    ([key, value]) => [key, withDefaults(value, outputs[key], live.outputs[key])] as const,
  );
  return { ...outputs, ...Object.fromEntries(asked) };
}

/** A block with the defaults of what it leaves out, as far as AWS tells it. */
function withDefaults(block: unknown, defaults: unknown, found: unknown): unknown {
  if (!isMapping(block) || !isMapping(defaults) || !isMapping(found) || isOpaque(block)) return block;
  const left = Object.entries(defaults).filter(
    ([key]) => !Object.hasOwn(block, key) && (found[key] ?? undefined) !== undefined,
  );
  const given = Object.entries(block).map(
    ([key, item]) => [key, withDefaults(item, defaults[key], found[key])] as const,
  );
  return Object.fromEntries([...left, ...given]);
}

/** An endpoint to a service waits until it is accepted, which a resource of its own does. */
function isAccepted(program: unknown, found: unknown): boolean {
  return program === "pendingAcceptance" && (found === "pending" || found === "available");
}

/** A name that the program gives is a setting, unless Pulumi has made it unique by digits. */
function isSetting(key: string, state: ResourceState): boolean {
  if (!notSettings.has(key)) return true;
  const isGiven = state.inputs[key] !== undefined && (namingProperties as readonly string[]).includes(key);
  return isGiven && !(key === "name" && isAutoNamed(state));
}

/** A secret, or the code of a function: AWS does not tell it. */
function isOpaque(value: unknown): boolean {
  return isSecret(value) || (isMapping(value) && Object.hasOwn(value, signature));
}

/** Two values without what is opaque in the program's, however deep: a secret is neither compared nor shown. */
function comparable(program: unknown, found: unknown): readonly [unknown, unknown] {
  if (!isMapping(program) || !isMapping(found)) return [program, found];
  const keys = [...new Set([...Object.keys(program), ...Object.keys(found)])];
  const members = keys
    .filter((key) => !isOpaque(program[key]))
    .map((key) => [key, ...comparable(program[key], found[key])] as const);
  return [
    Object.fromEntries(members.map(([key, wanted]) => [key, wanted])),
    Object.fromEntries(members.map(([key, , other]) => [key, other])),
  ];
}

/** Other tags than the program's are the owner's affair. */
function tagsOf({ inputs }: ResourceState, { tags }: Live, translation: Translation): readonly Place[] {
  const wanted = translation.value(inputs["tags"] ?? {});
  if (!isMapping(wanted)) return [];
  return Object.entries(wanted).flatMap(([key, value]) =>
    placesWhere(canonical(value), canonical(tags[key]), ["tags", key]),
  );
}
