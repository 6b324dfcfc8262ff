import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { readStackFile } from "../../stacks/stackFile";
import { types } from "../../verify/model/types";
import { resourcesOfProgram } from "../../verify/sources/program";
import { withMoto } from "../support/moto";
import { withCloud } from "./provision/cloud";
import { gatewayMending } from "./provision/gatewayMending";
import { provision } from "./provision/provision";
import { doctorOf, withLiveIds, withRoles } from "./support";

const examples = resolve(__dirname, "../../examples");

const files = readdirSync(examples, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".yaml"))
  .sort();

describe("the examples, on a server that answers as AWS does", function () {
  this.timeout(240_000);
  const moto = withMoto();
  const cloud = withCloud(() => moto().endpoint, [gatewayMending()]);
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
      const { ok, links, differences, unread, deployments } = await doctorOf(
        withLiveIds(file, ids),
        cloud().endpoint,
      );
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
    });
  }

  it("are all of them but those with a private custom domain", () => {
    assert.deepEqual(passedOver, ["nlb-front/with-domain.yaml", "private-domain/Pulumi.private-domain.yaml"]);
  });
});
