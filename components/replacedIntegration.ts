import type * as pulumi from "@pulumi/pulumi";

/**
 * How an integration is replaced where its type changes: a method has one, so that taking the old one away last would take the
 * new one away.
 */
export function replacedIntegration(options: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions {
  return { ...options, deleteBeforeReplace: true };
}
