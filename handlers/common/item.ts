import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Server } from "./server";

export type Item = Readonly<Record<string, AttributeValue>>;

/** Reads an item, whoever wrote it: what it lacks or has of another type becomes the empty text, and `alive` 0. */
export function serverOf(item: Item): Server {
  return {
    aws_account_id: text(item, "aws_account_id"),
    aws_account_name: text(item, "aws_account_name"),
    "instance-id": text(item, "instance-id"),
    os: text(item, "os"),
    version: text(item, "version"),
    ip: text(item, "ip"),
    name: text(item, "name"),
    service: text(item, "service"),
    role: text(item, "role"),
    alive: item["alive"]?.N === "1" ? 1 : 0,
    etc: text(item, "etc"),
  };
}

/** Numbers are taken as well: a version or an account's id is easily written as one. */
function text(item: Item, name: keyof Server): string {
  const value = item[name];
  return value?.S ?? value?.N ?? "";
}
