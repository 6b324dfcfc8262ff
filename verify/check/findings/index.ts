import { compare } from "../../../components/compare";
import type { Topology } from "../../../stacks/topology/types";
import { rules, type Finding, type Probe, type ReportedLink, type Rule } from "../../contract";
import type { Model } from "../../model/facts";
import type { Tracer } from "../../trace/types";
import type { Caller } from "../callers";
import type { TracedProbe } from "../probes";
import type { OpenDoor, TracedSubscription } from "../subscriptions";
import { assumed } from "./assumed";
import { wideAudiences } from "./audiences";
import { brokenLinks, brokenIsolation } from "./broken";
import { brokenCanaries } from "./canaries";
import { brokenCollecting } from "./collecting";
import { dns } from "./dns";
import { brokenFronts } from "./fronts";
import { fullAccess } from "./fullAccess";
import { brokenGateways } from "./gateways";
import { insecureFronts } from "./insecureFronts";
import { brokenInventories } from "./inventories";
import { brokenInterfaces } from "./interfaces";
import { ranges } from "./ranges";
import { stages } from "./stages";
import { quotas } from "./quotas";
import { brokenSubscriptions, openServices } from "./services";
import { missingShares } from "./shares";
import { width } from "./width";

/** What findings are made from. */
export interface Checked {
  readonly topology: Topology;
  readonly model: Model;
  readonly callers: readonly Caller[];
  readonly tracer: Tracer;
  readonly probes: readonly Probe[];
  /** The probes that are not as they should be. */
  readonly wrong: readonly TracedProbe[];
  readonly links: readonly ReportedLink[];
  readonly subscriptions: readonly TracedSubscription[];
  readonly openDoors: readonly OpenDoor[];
}

/** A finding without its severity, which its rule decides, save for a quota above its maximum. */
export interface Found {
  readonly rule: Rule;
  readonly where: string;
  readonly message: string;
  readonly hint: string;
  readonly severity?: Finding["severity"];
}

const finders: readonly ((checked: Checked) => readonly Found[])[] = [
  brokenIsolation,
  brokenLinks,
  openServices,
  brokenSubscriptions,
  brokenGateways,
  brokenInterfaces,
  brokenFronts,
  missingShares,
  brokenInventories,
  brokenCollecting,
  brokenCanaries,
  dns,
  insecureFronts,
  ranges,
  width,
  wideAudiences,
  fullAccess,
  stages,
  quotas,
  assumed,
];

/** Everything that a reader should know besides the probes; errors first. */
export function findingsOf(checked: Checked): readonly Finding[] {
  const found = finders
    .flatMap((find) => find(checked))
    .map(({ severity, ...rest }): Finding => ({ severity: severity ?? rules[rest.rule], ...rest }))
    .sort((one, other) => compare(keyOf(one), keyOf(other)));
  return [
    ...found.filter(({ severity }) => severity === "error"),
    ...found.filter(({ severity }) => severity === "warning"),
  ];
}

/** By what they say: the order in which resources are listed tells nothing. */
function keyOf({ rule, where, message }: Finding): string {
  return [rule, where, message].join("\n");
}
