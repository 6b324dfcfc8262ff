import * as aws from "@pulumi/aws";

/** The regions that the AWS provider's SDK names. */
export const knownRegions: readonly string[] = Object.values(aws.Region);
