import assert from "node:assert/strict";
import { apilinkHere } from "../support/command";

/** The lines of one section of `apilink check`. */
async function sectionOf(...args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await apilinkHere(["check", ...args]);
  const sections = stdout.split("\n\n").map((section) => section.split("\n"));
  const [title = "", ...lines] = sections.find(([first]) => first === "AWS services") ?? [];
  return title === "" ? [] : lines.map((line) => line.trim());
}

const gateways = ["--file", "examples/gateway-endpoint/Pulumi.gateway-endpoint.yaml"];
const interfaces = ["--file", "examples/interface-endpoint/Pulumi.interface-endpoint.yaml"];

describe("the ways to AWS's services in the text of check", () => {
  it("are listed with what they are for", async () => {
    assert.deepEqual(await sectionOf(...gateways), [
      "seoul  s3        + gateway endpoint, for reports",
      "seoul  dynamodb  + gateway endpoint, for inventory",
    ]);
    assert.deepEqual(await sectionOf(...interfaces), [
      "seoul  cloudformation  + interface endpoint, by the service's own names",
      "busan  cloudformation  + interface endpoint, by its own name alone",
    ]);
  });

  it("are broken where they are gone", async () => {
    assert.deepEqual(await sectionOf(...gateways, "--without", "seoul.s3.endpoint"), [
      "seoul  s3        x gateway endpoint, for reports: BROKEN",
      "seoul  dynamodb  + gateway endpoint, for inventory",
    ]);
  });

  it("are no section of a stack that has none", async () => {
    assert.deepEqual(await sectionOf("--stack", "dev"), []);
  });
});
