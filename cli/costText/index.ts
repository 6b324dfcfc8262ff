import type { Estimate } from "../../cost";
import type { Screen } from "../check";

/** The text of `apilink cost`, line by line. */
export function costText({ stack, total }: Estimate, { paint }: Screen): string[] {
  return [paint("bold", `${stack}: ${total.toFixed(2)} USD a month`)];
}
