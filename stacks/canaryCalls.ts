import { expectedOutcome, type ExpectedOutcome } from "./expectedOutcomes";
import { entryOf } from "./named";
import type { LinkOutput } from "./outputs";
import type { Topology } from "./topology/types";
import type { FormName } from "./urlForms";

/** What the canary of a network reads beside its code. */
export interface CanarySettings {
  readonly network: string;
  readonly calls: readonly CanaryCall[];
}

/** One form of one link, as a workload of the network calls it. */
export interface CanaryCall {
  readonly to: string;
  readonly through: string;
  readonly form: FormName;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether a certificate that does not fit is accepted. */
  readonly insecure: boolean;
  readonly expected: ExpectedOutcome;
  /** The API whose key is sent. @default - no key */
  readonly apiKey?: string;
}

/** The calls of one network's canary: every form of every link from it. No value of a key is among them. Pure. */
export function canarySettings(
  network: string,
  links: readonly LinkOutput[],
  topology: Topology,
): CanarySettings {
  const calls = links
    .filter(({ from }) => from === network)
    .flatMap((link) => formsOf(link).map((form) => callOf(link, form, topology)));
  return { network, calls };
}

/** In this order whatever the order of the outputs, so that the same stack gives the same archive. */
const inOrder: readonly FormName[] = [
  "domain",
  "alias",
  "default",
  "endpoint-host",
  "endpoint-header",
  "nlb-header",
  "nlb-header-insecure",
];

function formsOf({ forms }: LinkOutput): readonly FormName[] {
  return inOrder.filter((form) => forms[form] !== undefined);
}

function callOf(link: LinkOutput, form: FormName, topology: Topology): CanaryCall {
  const { to, through, forms } = link;
  const { url, headers } = entryOf(forms, form);
  const insecure = form === "nlb-header-insecure";
  return {
    to,
    through,
    form,
    url,
    headers,
    insecure,
    expected: expectedOutcome(link, form, topology),
    ...(!insecure && entryOf(topology.apis, to).apiKey && { apiKey: to }),
  };
}
