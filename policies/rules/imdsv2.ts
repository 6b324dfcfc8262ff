import { unknown } from "../../lab/state";
import { isMapping, type Mapping } from "../../stacks/mapping";
import { notKnown, nothing, resourceRule, violation, type Asked, type Found } from "../rule";
import { types } from "../types";

/** Where a type keeps its metadata options, and what it takes them from otherwise. */
interface Holder {
  readonly options: (properties: Mapping) => unknown;
  /** A property that says them where the resource itself does not. */
  readonly otherwise?: string;
}

const nested: Holder = { options: ({ metadataOptions }) => metadataOptions };
const holders: ReadonlyMap<string, Holder> = new Map([
  // A template's own options are judged where the template is made.
  [types.instance, { ...nested, otherwise: "launchTemplate" }],
  [types.spotInstanceRequest, { ...nested, otherwise: "launchTemplate" }],
  [types.launchTemplate, nested],
  [types.launchConfiguration, nested],
  [types.metadataDefaults, { options: (properties: Mapping) => properties }],
]);

/** The instance metadata service gives credentials away to whoever makes an instance fetch a URL, unless it asks for a token. */
export const imdsv2 = resourceRule(
  {
    name: "imdsv2",
    description:
      "Instances and launch templates answer metadata requests with a token only (IMDSv2), or none at all.",
  },
  (asked) => {
    const holder = holders.get(asked.type);
    return holder === undefined ? nothing : judged(asked, holder);
  },
);

function judged({ name, properties }: Asked, { options: optionsOf, otherwise }: Holder): Found {
  const where = `${name}.metadataOptions`;
  const given = optionsOf(properties);
  const options = Array.isArray(given) ? (given as readonly unknown[])[0] : given;
  if (options === unknown) return notKnown(where);
  const { httpTokens, httpEndpoint } = isMapping(options) ? options : {};
  if (httpEndpoint === "disabled" || httpTokens === "required") return nothing;
  const isSaid = httpTokens !== undefined && httpTokens !== null && httpTokens !== "";
  if (!isSaid && otherwise !== undefined && properties[otherwise] !== undefined) return nothing;
  if (httpTokens === unknown || httpEndpoint === unknown) return notKnown(where);
  return violation(
    `${where}: metadata requests are answered without a token. Set httpTokens to "required" (IMDSv2), or httpEndpoint to "disabled".`,
  );
}
