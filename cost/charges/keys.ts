import type { ResourceState } from "../../lab/state";
import { partOf, settingOf, textOf } from "../stack";
import { linksOf, taken, type ResourceCharges } from "./resource";

/** A key, for the links of all that it encrypts. */
export const encryptionKey: ResourceCharges = (key, stack) => {
  const arn = textOf(key, "arn");
  const encrypted = stack.resources.filter((resource) => arn !== undefined && keysOf(resource).includes(arn));
  const links = new Set(encrypted.flatMap((resource) => linksOf(resource, stack)));
  return taken(key, stack, [{ what: "encryption key", meter: "key", quantity: 1 }], [...links]);
};

/** As log groups, functions and tables name their keys. */
function keysOf(resource: ResourceState): readonly unknown[] {
  return [
    settingOf(resource, "kmsKeyId"),
    settingOf(resource, "kmsKeyArn"),
    partOf(settingOf(resource, "serverSideEncryption"), "kmsKeyArn"),
  ];
}
