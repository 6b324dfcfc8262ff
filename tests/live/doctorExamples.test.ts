import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { readStackFile } from "../../stacks/stackFile";
import type { DoctorReport } from "../../verify/doctor/report";
import { types } from "../../verify/model/types";
import { resourcesOfProgram } from "../../verify/sources/program";
import { withMoto } from "../support/moto";
import { withCloud, type Mending } from "./provision/cloud";
import { gatewayMending } from "./provision/gatewayMending";
import { provision } from "./provision/provision";
import { doctorOf, withLiveIds, withRoles } from "./support";

const examples = resolve(__dirname, "../../examples");

const files = readdirSync(examples, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".yaml"))
  .sort();

/** As Lambda tells functions to who may not decrypt what their own keys encrypt. */
function withoutVariables(body: string): string {
  const { Functions, ...rest } = JSON.parse(body) as { readonly Functions: readonly object[] };
  const Environment = {
    Error: { ErrorCode: "AccessDeniedException", Message: "Lambda was unable to decrypt" },
  };
  return JSON.stringify({ ...rest, Functions: Functions.map((each) => ({ ...each, Environment })) });
}

describe("the examples, on a server that answers as AWS does", function () {
  this.timeout(240_000);
  const moto = withMoto();
  let hidesVariables = false;
  const hiding: Mending = {
    after: ({ operation }, answer) =>
      hidesVariables && /^GET .*\/functions\/?$/.test(operation)
        ? { ...answer, body: withoutVariables(answer.body) }
        : answer,
  };
  const cloud = withCloud(() => moto().endpoint, [gatewayMending(), hiding]);
  const passedOver: string[] = [];

  for (const name of files) {
    it(`${name} is healthy as its program makes it`, async () => {
      await moto().reset();
      const file = withRoles(readStackFile(resolve(examples, name)));
      const expected = await resourcesOfProgram(file);
      // moto knows no private custom domain.
      if (expected.some(({ type }) => type === types.domainName)) {
        passedOver.push(name);
        return;
      }
      const ids = await provision(expected, cloud().endpoint);
      const stack = withLiveIds(file, ids);
      assertHealthy(await doctorOf(stack, cloud().endpoint));
      if (!expected.some(({ type }) => type === types.lambdaFunction)) return;
      hidesVariables = true;
      assertHealthy(await doctorOf(stack, cloud().endpoint));
      hidesVariables = false;
    });
  }

  it("are all of them but those with a private custom domain", () => {
    assert.deepEqual(passedOver, ["nlb-front/with-domain.yaml", "private-domain/Pulumi.private-domain.yaml"]);
  });
});

function assertHealthy({ ok, links, differences, unread, deployments }: DoctorReport): void {
  assert.deepEqual(
    {
      differences: differences.map(({ text }) => text),
      broken: links.filter(({ state }) => state !== "ok"),
      unread,
      deployments,
    },
    { differences: [], broken: [], unread: [], deployments: [] },
  );
  assert.ok(ok);
}
