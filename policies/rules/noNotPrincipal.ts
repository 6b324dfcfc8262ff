import { hasUnknown } from "../../lab/state";
import { notPrincipalsIn } from "../documents/notPrincipal";
import { resourceRule } from "../rule";

/** Properties that hold policy documents, as far as their value is not known yet. */
const documents = /policy|body|document/i;

/** `NotPrincipal` with Allow admits the whole world but one; with Deny it also denies the sessions of whom it spares. */
export const noNotPrincipal = resourceRule(
  {
    name: "no-not-principal",
    description:
      "No policy document uses NotPrincipal: with Allow it admits everybody else, with Deny it spares less than it says.",
  },
  ({ name, type, properties }) => {
    if (!type.startsWith("aws:") && !type.startsWith("aws-native:")) return { violations: [], unknown: [] };
    return {
      violations: notPrincipalsIn(properties, "").map((where) => ({
        message:
          `${name}.${where} uses NotPrincipal. Write Principal with whom it is about; ` +
          'to spare somebody from a Deny, write "Principal": "*" and a condition on aws:PrincipalArn (ArnNotEquals).',
      })),
      unknown: Object.entries(properties).flatMap(([property, value]) =>
        documents.test(property) && hasUnknown(value) ? [`${name}.${property}`] : [],
      ),
    };
  },
);
