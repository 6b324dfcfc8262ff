import type * as pulumi from "@pulumi/pulumi";
import { EncryptionKey } from "../components";
import { accessLogGroups } from "../components/apiStage";
import { flowLogGroups } from "../components/flowLogs";
import { functionLogGroups } from "../components/handlerFunction";
import { entryOf } from "./named";
import { placeOf } from "./plan";
import { inAccount, type Stack } from "./stack";

/** The ARN of the key for all logs of an account and region, and for what functions keep there. */
export type KeyIn = (account: string, region: string) => pulumi.Output<string>;

/** Every kind at once: a kind that comes later finds a key that knows it. */
const logGroups = [functionLogGroups, accessLogGroups, flowLogGroups];

/** One key for each account and region that has logs. */
export function encryptionKeysOf(stack: Stack): KeyIn {
  const idOf = (account: string): string => entryOf(stack.topology.accounts, account).id;
  const keys = Object.fromEntries(
    stack.plan.encryptionKeys.map(({ account, region, place }) => {
      const args = { region, accountId: idOf(account), logGroups, tags: stack.settings.tags };
      return [place, new EncryptionKey(`${account}.${region}`, args, inAccount(stack, account))];
    }),
  );
  return (account, region) => entryOf(keys, placeOf(idOf(account), region)).keyArn;
}
