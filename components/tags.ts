import * as pulumi from "@pulumi/pulumi";

/** Tags of the user's own, added to everything that can carry tags. */
export type Tags = Readonly<Record<string, pulumi.Input<string>>>;

/**
 * The tags of a component's children: which topology (`project/stack`) and which component they belong to, so that a
 * bill or an audit can be grouped by both. The user's own tags win.
 */
export function tagsOf(component: string, name: string, own: Tags | undefined): Tags {
  return {
    Name: name,
    "apilink:topology": `${pulumi.getProject()}/${pulumi.getStack()}`,
    "apilink:component": `${component}/${name}`,
    ...own,
  };
}
