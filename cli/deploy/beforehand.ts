import { EmbeddedRunError } from "../../lab/embedded/failure";
import { sampleServers } from "../../lab/sampleServers";
import type { StackFile } from "../../stacks/stackFile";
import { resourcesOfProgram } from "../../verify/sources/program";
import { RedCheckError } from "../failures";
import { checkedOf, type Checked } from "./checked";
import type { Outlet } from "./events";

/** What to do where the check is red: a preview deploys nothing, so it goes on. */
export type OnRed = "refuse" | "force" | "goOn";

/**
 * Runs the program on the embedded cloud and checks what it makes there.
 *
 * @returns undefined where AWS would refuse something and the run is forced.
 * @throws RedCheckError where the check is red, or AWS would refuse something, and the run is to be refused;
 *   EmbeddedRunError where it is to go on, and cannot.
 */
export async function checkBeforehand(
  file: StackFile,
  stack: string,
  onRed: OnRed,
  tell: Outlet,
): Promise<Checked | undefined> {
  try {
    const resources = await resourcesOfProgram({ ...file, stack: unqualified(stack) });
    const { topology } = file;
    const checked = checkedOf("program", {
      stack,
      topology,
      resources,
      contents: { servers: sampleServers },
    });
    tell({ event: "checked", when: "before", checked });
    if (checked.report.ok || onRed === "goOn") return checked;
    const why = `${stack} is not as it should be`;
    if (onRed === "refuse") throw refusal(`${why}: `);
    tell({ event: "forced", why });
    return checked;
  } catch (error) {
    if (!(error instanceof EmbeddedRunError) || onRed === "goOn") throw error;
    if (onRed === "refuse") throw refusal(`${error.message}\n`);
    tell({ event: "forced", why: error.message });
    return undefined;
  }
}

/** The engine leaves the organization and the project out of URNs. */
function unqualified(stack: string): string {
  return stack.split("/").pop() ?? stack;
}

function refusal(why: string): RedCheckError {
  return new RedCheckError(`${why}nothing was deployed (--force deploys all the same)`);
}
