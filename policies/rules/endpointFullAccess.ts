import { hasUnknown } from "../../lab/state";
import { opennessOf } from "../documents/fullAccess";
import { documentText } from "../documents/text";
import { notKnown, nothing, resourceRule, violation, type Asked, type Found } from "../rule";
import { types } from "../types";

const holders: ReadonlySet<string> = new Set([types.endpoint, types.endpointPolicy]);

/** The policy that an endpoint is given lets nobody at everybody's resources: whatever its service. */
export const endpointFullAccess = resourceRule(
  {
    name: "endpoint-full-access",
    description:
      "An endpoint's policy names what may be reached through it; it never allows everybody everything.",
  },
  (asked) => (holders.has(asked.type) ? judged(asked) : nothing),
);

function judged({ name, properties: { policy } }: Asked): Found {
  const where = `${name}.policy`;
  if (hasUnknown(policy)) return notKnown(where);
  const document = documentText(policy);
  if (document === undefined) return nothing;
  const openness = opennessOf(document);
  switch (openness.kind) {
    case "narrow":
      return nothing;
    case "unsound":
      return violation(`${where}: AWS would refuse this policy: ${openness.problem}.`);
    case "open":
      return violation(
        `${where} lets anybody use ${openness.service} through this endpoint, on anybody's resources. ` +
          "Name the resources that are meant, or the accounts and organizations that own them (aws:ResourceAccount, aws:ResourceOrgID).",
      );
  }
}
