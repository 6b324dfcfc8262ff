import { unknown } from "../../lab/state";
import { isMapping, type Mapping } from "../../stacks/mapping";
import {
  notKnown,
  nothing,
  notTold,
  resourceRule,
  stackRule,
  together,
  violation,
  type Asked,
  type Found,
} from "../rule";
import type { Resource, StackResources } from "../stack/resources";
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
const described = {
  name: "imdsv2",
  description:
    "Instances and launch templates answer metadata requests with a token only (IMDSv2), or none at all.",
};

/** Judges each resource before it is made, and what launch templates make of it once they are known. */
export const imdsv2 = {
  ...resourceRule(described, (asked) => {
    if (asked.type === types.spotFleetRequest) return specifications(asked);
    const holder = holders.get(asked.type);
    return holder === undefined ? nothing : judged(asked, holder);
  }),
  ...stackRule(described, (resources) =>
    together([
      ...resources.of(types.instance, types.spotInstanceRequest).map((each) => launched(resources, each)),
      ...[...fleets].flatMap(([type, { property, templatesIn }]) =>
        resources.of(type).map((fleet) => {
          const templates = templatesIn(fleet.properties[property]);
          return templates.every((template) => isHere(resources, fleet, property, template))
            ? nothing
            : notTold(`${fleet.name}.${property}`);
        }),
      ),
    ]),
  ),
};

/** Where what starts instances of templates names those, and how. */
const fleets: ReadonlyMap<string, { property: string; templatesIn: (value: unknown) => readonly unknown[] }> =
  new Map([
    [types.spotFleetRequest, { property: "launchTemplateConfigs", templatesIn: specified }],
    [types.fleet, { property: "launchTemplateConfigs", templatesIn: specified }],
    [types.scalingGroup, { property: "launchTemplate", templatesIn: given }],
  ]);

function given(value: unknown): readonly unknown[] {
  const items: readonly unknown[] = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  return items.filter((item) => item !== undefined && item !== null);
}

function specified(value: unknown): readonly unknown[] {
  return given(value).flatMap((item) =>
    isMapping(item) ? given(item["launchTemplateSpecification"]) : [item],
  );
}

/** The specifications of a spot fleet have no metadata options at all; those of a template have. */
function specifications({ name, properties: { launchSpecifications } }: Asked): Found {
  if (given(launchSpecifications).length === 0) return nothing;
  return violation(
    `${name}.launchSpecifications: nothing in them asks for tokens, so metadata requests are answered without one. ` +
      'Use launchTemplateConfigs, with a launch template whose metadataOptions have httpTokens: "required".',
  );
}

/** AWS answers with the options that an instance has in the end, whatever template they come from. */
function launched(resources: StackResources, instance: Resource): Found {
  const [template] = given(instance.properties["launchTemplate"]);
  if (template === undefined) return nothing;
  const [options] = given(instance.properties["metadataOptions"]);
  const { httpTokens, httpEndpoint } = isMapping(options) ? options : {};
  if (httpEndpoint === "disabled" || httpTokens === "required") return nothing;
  if (typeof httpTokens === "string" && httpTokens !== "" && httpTokens !== unknown) {
    return violation(
      `${instance.name} answers metadata requests without a token, as its launch template or its account has it. ` +
        'Set metadataOptions: { httpTokens: "required" } on the instance.',
      instance,
    );
  }
  return isHere(resources, instance, "launchTemplate", template)
    ? nothing
    : notKnown(`${instance.name}.launchTemplate`);
}

/** Whether a template is one of the stack, which is judged where it is made. */
function isHere(resources: StackResources, holder: Resource, property: string, template: unknown): boolean {
  const templates = resources.of(types.launchTemplate);
  const { id, name, launchTemplateId = id, launchTemplateName = name } = isMapping(template) ? template : {};
  const isNamed = templates.some(
    (each) =>
      (each.id !== undefined && each.id === launchTemplateId) ||
      (isText(launchTemplateName) && each.properties["name"] === launchTemplateName),
  );
  if (isNamed || isText(launchTemplateId) || isText(launchTemplateName)) return isNamed;
  const sources = holder.madeFrom[property] ?? [];
  return templates.some(({ urn }) => sources.includes(urn));
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "" && value !== unknown;
}

function judged({ name, properties }: Asked, { options: optionsOf, otherwise }: Holder): Found {
  const where = `${name}.metadataOptions`;
  const given = optionsOf(properties);
  const options = Array.isArray(given) ? (given as readonly unknown[])[0] : given;
  if (options === unknown) return notKnown(where);
  const { httpTokens, httpEndpoint } = isMapping(options) ? options : {};
  if (httpEndpoint === "disabled" || httpTokens === "required") return nothing;
  const isSaid =
    (httpEndpoint !== undefined && httpEndpoint !== null) ||
    (httpTokens !== undefined && httpTokens !== null && httpTokens !== "");
  if (!isSaid && otherwise !== undefined && properties[otherwise] !== undefined) return nothing;
  if (httpTokens === unknown || httpEndpoint === unknown) return notKnown(where);
  return violation(
    `${where}: metadata requests are answered without a token. Set httpTokens to "required" (IMDSv2), or httpEndpoint to "disabled".`,
  );
}
