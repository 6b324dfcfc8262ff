import type { StackFile } from "../../../stacks/stackFile";
import type { DoctorReport } from "../../doctor/report";
import { requireAccounts, type AccountOptions } from "./credentials";

export interface DiagnoseOptions extends AccountOptions {
  /** Is told how far the reading has come: of a place, how many of its readers are done. */
  readonly onProgress?: (progress: ReadingProgress) => void;
}

export interface ReadingProgress {
  readonly account: string;
  readonly region: string;
  readonly done: number;
  readonly total: number;
}

/** Reads what is there of a stack and compares it with what its program makes. */
export async function diagnose(
  { topology }: Pick<StackFile, "stack" | "config" | "topology">,
  options: DiagnoseOptions = {},
): Promise<DoctorReport> {
  await requireAccounts(topology, options);
  throw new Error("not there yet");
}
