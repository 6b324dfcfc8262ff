import type { Draft } from "../draft";
import type { TopologyProblem } from "../problem";
import { accountRules } from "./accounts";
import { adoptionRules } from "./adoption";
import { canaryRules } from "./canaries";
import { collectingRules } from "./collecting";
import { corporateRules } from "./corporate";
import { domainRules } from "./domains";
import { frontRules } from "./fronts";
import { gatewayRules } from "./gateways";
import { interfaceRules } from "./interfaces";
import { linkRules } from "./links";
import { networkRules } from "./networks";
import { overlapRules } from "./overlaps";
import { policyRules } from "./policies";
import { referenceRules } from "./references";
import { roomRules } from "./room";
import { serviceRules } from "./services";
import { sizeRules, isTooLarge } from "./size";
import { strangerRules } from "./strangers";

/** What one group of rules finds wrong. */
export type Rule = (draft: Draft) => readonly TopologyProblem[];

const always: readonly Rule[] = [
  sizeRules,
  referenceRules,
  accountRules,
  networkRules,
  adoptionRules,
  gatewayRules,
  interfaceRules,
  collectingRules,
];

/** Rules that compare entries with each other: not worth their time where the file is too large anyhow. */
const comparing: readonly Rule[] = [
  linkRules,
  canaryRules,
  overlapRules,
  corporateRules,
  frontRules,
  roomRules,
  domainRules,
  policyRules,
  serviceRules,
  strangerRules,
];

/** Every rule that a topology breaks across its entries. */
export function brokenRules(draft: Draft): readonly TopologyProblem[] {
  const rules = isTooLarge(draft) ? always : [...always, ...comparing];
  return rules.flatMap((rule) => rule(draft));
}
