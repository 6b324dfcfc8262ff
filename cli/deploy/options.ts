import type { UsageOptions } from "../../cost";

/** The options of `preview`, `up`, `refresh` and `destroy`. */
export interface DeployOptions extends UsageOptions {
  /** @default - the name of `file` */
  readonly stack?: string;
  /** @default - Pulumi.STACK.yaml of the project */
  readonly file?: string;
  /** On the embedded cloud instead of AWS. @default false */
  readonly lab?: boolean;
  /** Where the lab keeps its things; no option of the command. @default - .lab in the project */
  readonly labRoot?: string;
  /** Deploy although the check of the program is red. @default false */
  readonly force?: boolean;
  /** Clear first what a run that crashed has left. @default false */
  readonly recover?: boolean;
  /** Events for programs instead of text, one a line. @default false */
  readonly json?: boolean;
  /** The file to write a Markdown summary to. @default - none is written */
  readonly summary?: string;
  /** Folders of policy packs. @default [] */
  readonly policyPack?: readonly string[];
  /** Files of settings, one for each policy pack, in the same order. @default - each pack's own levels */
  readonly policyPackConfig?: readonly string[];
}
