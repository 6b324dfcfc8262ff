import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gatewayRead, gatewayResources } from "../../verify/sources/live/gateway/calls";
import { policyOf } from "../../verify/sources/live/permissions";
import { readers } from "../../verify/sources/live/readers";
import { refusalOf } from "../../verify/sources/live/refusal";

const all = readers.flatMap(({ permissions }) => permissions);

function denied(message: string): Error {
  return Object.assign(new Error(message), { name: "AccessDeniedException" });
}

describe("what a refused call says is missing", () => {
  it("is the action of the call, even where a reader makes it for another's sake", () => {
    const tables = ["dynamodb:DescribeTable", "dynamodb:GetResourcePolicy"];
    const permissionFor = (operation: string): string | null | undefined =>
      refusalOf(denied("no"), tables, operation, all)?.permission;
    assert.equal(permissionFor("GetAccountAuthorizationDetails"), "iam:GetAccountAuthorizationDetails");
    assert.equal(permissionFor("DescribeTable"), "dynamodb:DescribeTable");
  });

  it("is the reader's own of those that are called alike", () => {
    const own = ["events:ListTagsForResource"];
    assert.equal(refusalOf(denied("no"), own, "ListTagsForResource", all)?.permission, own[0]);
  });

  it("is by the resource where that is what API Gateway grants", () => {
    const told = (operation: string, message: string): string | null | undefined =>
      refusalOf(denied(message), gatewayRead, operation, all)?.permission;
    assert.equal(told("GetAccount", "no"), "apigateway:GET on /account");
    const arn = "arn:aws:apigateway:ap-northeast-2::/restapis/abc/stages";
    const message = `User: arn:aws:iam::1:user/x is not authorized to perform: apigateway:GET on resource: ${arn}`;
    assert.equal(told("GetStages", message), "apigateway:GET on /restapis/abc/stages");
    assert.equal(
      told("GetStages", "not authorized to perform: apigateway:GET"),
      "apigateway:GET on /restapis/*",
    );
  });

  it("is told for each call of API Gateway's that is made, by what the doctor's policy grants", () => {
    const folder = resolve(__dirname, "../../verify/sources/live/gateway");
    const calls = readdirSync(folder).flatMap((name) =>
      [
        ...readFileSync(resolve(folder, name), "utf8").matchAll(
          /\b(?:new (Get\w+)Command|paginate(Get\w+))\(/g,
        ),
      ].map(([, one, paged]) => one ?? paged ?? ""),
    );
    assert.ok(calls.length > 0);
    assert.deepEqual(Object.keys(gatewayResources).sort(), [...new Set(calls)].sort());
    const granted = policyOf(readers).Statement.flatMap(({ Resource }) => Resource);
    for (const path of Object.values(gatewayResources))
      assert.ok(granted.includes(`arn:aws:apigateway:*::${path}`), path);
  });
});
