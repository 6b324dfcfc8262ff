import { printable } from "../../stacks/printable";
import type { Difference } from "../../verify/doctor/report";
import { wrapped } from "../layout";
import type { DoctorView } from "./view";

/** A difference with where it is. */
export function differenceLine(
  { text, account, region }: Difference,
  { width }: DoctorView,
  first: string,
): string[] {
  return wrapped(`${printable(text)} (${account} ${region})`, { width, first });
}
