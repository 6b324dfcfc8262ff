import { fingerprintIn, fingerprintOf } from "../../../../components/fingerprint";
import { unknown, type ResourceState } from "../../../../lab/state";
import { isMapping } from "../../../../stacks/mapping";
import { documentsOf, type PublishedDocuments } from "../../../model/documents";
import { text } from "../../../model/reading";
import { types } from "../../../model/types";

/**
 * What a deployment is taken to have published: the API's present documents (`current`), at least one document of the
 * program's (`program`), the present ones for want of a fingerprint (`assumed`), or none of these (`unknown`).
 */
export type PublishedAs = "current" | "program" | "assumed" | "unknown";

export interface LivePublication {
  readonly published: PublishedAs;
  /** Undefined where nobody knows them. */
  readonly documents: PublishedDocuments | undefined;
}

/**
 * Tells what a deployment has published, by the fingerprint in its description: AWS itself tells it of no deployment (what
 * GetExport says of a stage's resource policy is not documented).
 *
 * @param program What the program publishes, with what is there for its ids.
 */
export function publicationOf(
  description: string | undefined,
  current: PublishedDocuments,
  program: PublishedDocuments | undefined,
): LivePublication {
  const fingerprint = fingerprintIn(description ?? "");
  if (fingerprint === undefined) return { published: "assumed", documents: current };
  const candidates = [
    ["current", current],
    ["program", program],
  ] as const;
  const published = (document: keyof PublishedDocuments) =>
    candidates.flatMap(([as, documents]) =>
      documents !== undefined && fingerprintOf(documents)[document] === fingerprint[document]
        ? [{ as, text: documents[document] }]
        : [],
    )[0];
  const [definition, policy] = [published("definition"), published("policy")];
  if (definition === undefined || policy === undefined) return { published: "unknown", documents: undefined };
  const documents = { definition: definition.text, policy: policy.text };
  const isCurrent = definition.as === "current" && policy.as === "current";
  return { published: isCurrent ? "current" : "program", documents };
}

export interface ReadDeployment {
  /** Of the API. */
  readonly restApiId: string;
  readonly deploymentId: string;
  readonly published: PublishedAs;
}

/**
 * Gives every deployment among live resources the `triggers` that the program's deployments have, as far as it is known what
 * was published; what is not known is marked so.
 *
 * @param states All of what is there.
 * @param programOf What the program publishes of an API, by the API's id as it is there.
 */
export function withPublications(
  states: readonly ResourceState[],
  programOf: (restApiId: string) => PublishedDocuments | undefined,
): { readonly states: readonly ResourceState[]; readonly deployments: readonly ReadDeployment[] } {
  const currentOf = documentsOf(states);
  const read = states.map((state) => {
    if (state.type !== types.deployment) return { state };
    const [restApiId, deploymentId] = [text(state, "restApi") ?? "", state.id ?? ""];
    const description = text(state, "description");
    const { published, documents } = publicationOf(description, currentOf(restApiId), programOf(restApiId));
    return {
      state: withTriggers(state, documents ?? { definition: unknown, policy: unknown }),
      deployment: { restApiId, deploymentId, published },
    };
  });
  return {
    states: read.map(({ state }) => state),
    deployments: read.flatMap(({ deployment }) => deployment ?? []),
  };
}

/** Where a state has inputs, it is these that what is published is compared with. */
function withTriggers(state: ResourceState, documents: PublishedDocuments): ResourceState {
  const triggers = { ...documents };
  return {
    ...state,
    inputs: isMapping(state.inputs["triggers"]) ? { ...state.inputs, triggers } : state.inputs,
    outputs: { ...state.outputs, triggers },
  };
}
