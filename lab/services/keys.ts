import { partitionOf } from "../../components/partitions";
import type { Handler, ResourceRequest } from "../handler";
import type { CloudResource } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { constrainNumber } from "./constraints";
import { flag, requiredText, tagged, text, unset } from "./fields";
import { grants, type Principal } from "./grants";
import { arn, arnParts, uuid } from "./names";
import { checkPolicy, keyPolicy, policyText } from "./policies";
import { types } from "./types";

/** The waiting period and the rotation period, in days. Source: ScheduleKeyDeletion and EnableKeyRotation, AWS KMS API Reference. */
const deletionDays = [7, 30] as const;
const rotationDays = [90, 2560] as const;

const key: Handler = {
  type: types.key,
  id: ({ inputs, digest }) =>
    flag(inputs, "multiRegion") === true ? `mrk-${digest.slice(0, 32)}` : uuid(digest),
  replaceOn: ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "region", "xksKeyId"],
  absent: [],
  outputs: (request) => {
    const { id, inputs } = request;
    constrainNumber(inputs, "deletionWindowInDays", deletionDays);
    constrainNumber(inputs, "rotationPeriodInDays", rotationDays);
    const policy = policyText(inputs, "policy");
    if (policy !== undefined) checkKeyPolicy(request, policy);
    return tagged(
      request,
      {
        ...unset("customKeyStoreId", "deletionWindowInDays", "xksKeyId"),
        bypassPolicyLockoutSafetyCheck: false,
        customerMasterKeySpec: "SYMMETRIC_DEFAULT",
        description: "",
        enableKeyRotation: false,
        isEnabled: true,
        keyUsage: "ENCRYPT_DECRYPT",
        multiRegion: false,
        rotationPeriodInDays: flag(inputs, "enableKeyRotation") === true ? 365 : 0,
      },
      {
        arn: arn(request, "kms", `key/${id}`),
        keyId: id,
        policy: policy ?? defaultPolicy(request),
      },
    );
  },
};

/** Whoever deploys is a principal of the account: the policy must let one of them change it. */
function checkKeyPolicy(request: ResourceRequest, policy: string): void {
  checkPolicy(policy, keyPolicy);
  if (flag(request.inputs, "bypassPolicyLockoutSafetyCheck") === true) return;
  if (grants([policy], { action: "kms:PutKeyPolicy", principal: ofAccount(request.account) })) return;
  const message = "The new key policy will not allow you to update the key policy in the future.";
  throw new Refusal("MalformedPolicyDocumentException", message);
}

/** Source: "Default key policy", AWS KMS Developer Guide. */
function defaultPolicy({ account, region }: ResourceRequest): string {
  const root = `arn:${partitionOf(region).name}:iam::${account}:root`;
  const statement = {
    Sid: "Enable IAM User Permissions",
    Effect: "Allow",
    Principal: { AWS: root },
    Action: "kms:*",
    Resource: "*",
  };
  return JSON.stringify({ Version: "2012-10-17", Id: "key-default-1", Statement: [statement] });
}

/** Whether a policy's principal is an account, or somebody in it, or everybody. */
function ofAccount(account: string): (principal: Principal) => boolean {
  return ({ kind, name }) =>
    kind === "AWS" && (name === "*" || name === account || arnParts(name).account === account);
}

/**
 * Why KMS would not let the resources of the request's account and region use a key, in its own words: code, then message.
 * Undefined where it would.
 */
export function keyProblem(request: ResourceRequest, world: World, keyArn: string): string | undefined {
  const { region, account, resource } = arnParts(keyArn);
  if (region !== request.region) return `NotFoundException KMS Message: Invalid arn ${region}`;
  const found = keyOf(world, keyArn);
  if (found === undefined) return `NotFoundException KMS Message: Key '${keyArn}' does not exist`;
  const policy = requiredText(found.outputs, "policy");
  const shared = grants([policy], { action: "kms:CreateGrant", principal: ofAccount(request.account) });
  if (account === request.account || shared) return undefined;
  return `AccessDeniedException KMS Message: ${request.account} may not use ${resource} of account ${account}`;
}

/**
 * Whether a service may encrypt with a key that is known here, in an encryption context; a key that is not known is taken to be
 * somebody's own.
 */
export function mayEncrypt(
  world: World,
  keyArn: string,
  service: string,
  encryption: Readonly<Record<string, string>>,
): boolean {
  const policy = text(keyOf(world, keyArn)?.outputs ?? {}, "policy");
  const principal = ({ kind, name }: Principal): boolean => kind === "Service" && name === service;
  const context = Object.fromEntries(
    Object.entries(encryption).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]),
  );
  return policy === undefined || grants([policy], { action: "kms:Encrypt", principal, context });
}

function keyOf(world: World, keyArn: string): CloudResource | undefined {
  return world.where(types.key, { arn: keyArn })[0];
}

/** Customer managed keys. Deleting one always succeeds: KMS keeps it, unusable, until the waiting period has passed. */
export const keyHandlers: readonly Handler[] = [key];
