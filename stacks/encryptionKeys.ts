import type * as pulumi from "@pulumi/pulumi";
import { EncryptionKey } from "../components";
import { functionLogGroups } from "../components/handlerFunction";
import { entryOf } from "./named";
import { placeOf } from "./plan";
import { inAccount, type Stack } from "./stack";

/** The ARN of the key for what functions keep in an account and region. */
export type KeyIn = (account: string, region: string) => pulumi.Output<string>;

/** One key for each account and region that has functions. */
export function encryptionKeysOf(stack: Stack): KeyIn {
  const idOf = (account: string): string => entryOf(stack.topology.accounts, account).id;
  const keys = Object.fromEntries(
    stack.plan.encryptionKeys.map(({ account, region, place }) => {
      const logGroups = [functionLogGroups];
      const args = { region, accountId: idOf(account), logGroups, tags: stack.settings.tags };
      return [place, new EncryptionKey(`${account}.${region}`, args, inAccount(stack, account))];
    }),
  );
  return (account, region) => entryOf(keys, placeOf(idOf(account), region)).keyArn;
}
