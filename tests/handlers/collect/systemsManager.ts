import { jsonFailure, type AwsCall, type Treatment } from "../../support/awsProxy";

/** A node as GetInventory tells it, by the attributes of AWS:InstanceInformation. */
export type InventoryFacts = Readonly<Record<string, string>> & { readonly InstanceId: string };

/** Nodes by account and region, as in `111111111111 ap-northeast-2`. */
export type Inventories = Readonly<Record<string, readonly InventoryFacts[]>>;

interface Request {
  readonly NextToken?: string;
  readonly MaxResults?: number;
  readonly ResultAttributes?: readonly { readonly TypeName: string }[];
}

/** The most that GetInventory takes for a page. */
const mostEntities = 50;

/**
 * Answers GetInventory in the place of moto, which has every other operation that is called here but not this one (5.2.5
 * fails with an HTML page): in the service's own protocol, AWS JSON 1.1, with a token as long as there is more and an
 * empty one at the end, as the API reference has it.
 *
 * @param mostAtOnce How many entities a page holds, whatever is asked for.
 */
export function systemsManager(inventories: Inventories, mostAtOnce: number): (call: AwsCall) => Treatment {
  return ({ operation, account, region, body }) => {
    if (operation !== "GetInventory") return undefined;
    const { NextToken = "0", MaxResults = mostEntities, ResultAttributes = [] } = JSON.parse(body) as Request;
    if (MaxResults > mostEntities) return jsonFailure("ValidationException");
    const types = ResultAttributes.map(({ TypeName }) => TypeName);
    const start = Number(NextToken);
    const end = start + Math.min(MaxResults, mostAtOnce);
    const nodes = inventories[`${account ?? ""} ${region}`] ?? [];
    return {
      answer: {
        status: 200,
        contentType: "application/x-amz-json-1.1",
        body: JSON.stringify({
          Entities: nodes.slice(start, end).map((facts) => entityOf(facts, types)),
          NextToken: end < nodes.length ? String(end) : "",
        }),
      },
    };
  };
}

const entityOf = (facts: InventoryFacts, types: readonly string[]) => ({
  Id: facts.InstanceId,
  Data: Object.fromEntries(
    types.map((TypeName) => [
      TypeName,
      {
        TypeName,
        SchemaVersion: "1.0",
        CaptureTime: "2026-11-22T09:00:00Z",
        Content: TypeName === "AWS:InstanceInformation" ? [facts] : [],
      },
    ]),
  ),
});
