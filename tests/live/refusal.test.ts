import assert from "node:assert/strict";
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
});
