import type * as pulumi from "@pulumi/pulumi";

/**
 * The options of an integration. A method has one, which AWS overwrites where its type changes and deletes with the method.
 * Pulumi would take the old one away last, and so the new one; or first, and with it whatever is replaced when it is, down to
 * the deployment that the stage still shows.
 */
export function keptIntegration(options: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions {
  return { ...options, retainOnDelete: true };
}
