import { EmbeddedRunError } from "../../lab/embedded/failure";
import { sampleServers } from "../../lab/sampleServers";
import type { StackFile } from "../../stacks/stackFile";
import { resourcesOfProgram } from "../../verify/sources/program";
import { RedCheckError } from "../failures";
import { checkedOf, type Checked } from "./checked";
import type { Outlet } from "./events";

/** What to do where the check is red: a preview deploys nothing, so it goes on. */
export type OnRed = "refuse" | "force" | "goOn";

/** The check of the program, run on the embedded cloud. */
export async function checkOfProgram(file: StackFile, stack: string): Promise<Checked> {
  const resources = await resourcesOfProgram({ ...file, stack: unqualified(stack) });
  const { topology } = file;
  return checkedOf("program", { stack, topology, resources, contents: { servers: sampleServers } });
}

/** The engine leaves the organization and the project out of URNs. */
function unqualified(stack: string): string {
  return stack.split("/").pop() ?? stack;
}

/**
 * Checks, tells the result, and decides whether the run goes on.
 *
 * @returns undefined where AWS would refuse something and the run is forced.
 * @throws RedCheckError where the check is red, or AWS would refuse something, and the run is to be refused;
 *   EmbeddedRunError where it is to go on, and cannot.
 */
export async function checkBeforehand(
  stack: string,
  onRed: OnRed,
  tell: Outlet,
  check: () => Promise<Checked>,
): Promise<Checked | undefined> {
  tell({ event: "busy", what: "checking the program" });
  const checked = await attempted(check);
  if (!(checked instanceof EmbeddedRunError)) tell({ event: "checked", when: "before", checked });
  const why = problemIn(checked, stack);
  if (why !== undefined && onRed === "refuse") {
    throw new RedCheckError(joined(why, "nothing was deployed (--force deploys all the same)"));
  }
  if (why !== undefined && onRed === "force") tell({ event: "forced", why });
  if (!(checked instanceof EmbeddedRunError)) return checked;
  if (onRed === "goOn") throw checked;
  return undefined;
}

/** A clause behind a clause, or below a report of several lines. */
export function joined(why: string, clause: string): string {
  return why.includes("\n") ? `${why}\n${clause}` : `${why}: ${clause}`;
}

async function attempted(check: () => Promise<Checked>): Promise<Checked | EmbeddedRunError> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof EmbeddedRunError) return error;
    throw error;
  }
}

function problemIn(checked: Checked | EmbeddedRunError, stack: string): string | undefined {
  if (checked instanceof EmbeddedRunError) return checked.message;
  return checked.report.ok ? undefined : `${stack} is not as it should be`;
}
