import { compare } from "../../components/compare";
import { normalName } from "./dnsName";
import { property, text, texts, type States } from "./reading";
import { types } from "./types";

/** The domain names that a certificate is in use for: AWS takes none that does not cover its domain. */
export function domainsCoveredBy(states: States, arn: string | undefined): readonly string[] {
  if (arn === undefined) return [];
  return states
    .of(types.domainName)
    .filter((state) => text(state, "certificateArn") === arn)
    .flatMap((state) => text(state, "domainName") ?? [])
    .map(normalName)
    .sort(compare);
}

/** The names of a certificate; undefined for one that is not among the resources. */
export function certificateNames(states: States, arn: string | undefined): readonly string[] | undefined {
  const certificate = states.of(types.certificate).find((state) => (text(state, "arn") ?? state.id) === arn);
  if (arn === undefined || certificate === undefined) return undefined;
  const main = text(certificate, "domainName") ?? [];
  return [main, texts(property(certificate, "subjectAlternativeNames"))].flat().map(normalName);
}
