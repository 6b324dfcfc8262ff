import assert from "node:assert/strict";
import { join } from "node:path";
import { readStackFile } from "../../../stacks/stackFile";
import type { Probe } from "../../../verify/contract";
import { callersOf } from "../../../verify/check/callers";
import { probeAll } from "../../../verify/check/probes";
import { modelOf } from "../../../verify/model";
import { resourcesOfProgram } from "../../../verify/sources/program";
import { tracerOf } from "../../../verify/trace";
import { withoutResources } from "../../../verify/sources/without";

describe("the calls of a large stack", () => {
  const file = readStackFile(join(__dirname, "../../../Pulumi.prod.yaml"));

  async function probesWith(most: number | undefined, ...gone: readonly string[]): Promise<readonly Probe[]> {
    const model = modelOf(withoutResources(await resourcesOfProgram(file), gone), file.topology);
    const probes: Probe[] = [];
    probeAll(
      model,
      file.topology,
      callersOf(model, file.topology),
      tracerOf(model),
      (probe) => probes.push(probe),
      most,
    );
    return probes;
  }

  it("leave out what the network keeps from an endpoint, and nothing else", async () => {
    const all = await probesWith(undefined);
    const fewer = await probesWith(0);
    const without = all.filter(
      (probe) => !fewer.some((other) => JSON.stringify(other) === JSON.stringify(probe)),
    );
    assert.ok(fewer.length < all.length && without.length === all.length - fewer.length);
    for (const { through, outcome, ok, from, vantage } of without) {
      assert.ok(ok && through !== null && outcome !== "ok");
      // Peering passes on no corporate range, and nothing leads in from the internet.
      assert.ok(from === "internet" || vantage === "corporate");
    }
    assert.ok(fewer.some(({ from, form }) => from === "internet" && form === "default"));
  });

  it("keep every recommended one, however it fares", async () => {
    const cut = await probesWith(0, "oregon.seoul.accept");
    assert.deepEqual(
      cut.filter(({ ok }) => !ok).map(({ from, to, form, outcome }) => [from, to, form, outcome]),
      [
        ["seoul", "srv-us", "alias", "timeout"],
        ["oregon", "srv", "alias", "timeout"],
      ],
    );
  });
});
