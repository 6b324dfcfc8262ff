import type { ConstructResult, Provider } from "@pulumi/pulumi/provider";
import { main } from "@pulumi/pulumi/provider";
import type { ComponentResource, ComponentResourceOptions, Inputs } from "@pulumi/pulumi";
import { ExpandedVpc } from "../awsx/vpc";
import { cloudFolder } from "./folder";
import { startOrSayWhyNot } from "./start";

const vpcType = "awsx:ec2:Vpc";

/** The one component of `awsx` that the program uses, expanded in this process as the real plugin does in its own. */
class AwsxProvider implements Provider {
  constructor(readonly version: string) {}

  construct(
    name: string,
    type: string,
    inputs: Inputs,
    options: ComponentResourceOptions,
  ): Promise<ConstructResult> {
    if (type !== vpcType)
      throw new Error(`UnknownType: The embedded cloud does not know the component ${type}`);
    const vpc = new ExpandedVpc(name, inputs, options);
    return Promise.resolve({ urn: vpc.urn, state: outputsOf(vpc) });
  }
}

/** What the component has of its own: the SDK's fields of every resource begin with two underscores. */
function outputsOf(component: ComponentResource): Inputs {
  return Object.fromEntries(
    Object.entries(component).filter(([property]) => property !== "urn" && !property.startsWith("__")),
  );
}

/** Starts the plugin that stands in awsx's place. */
export function start(version: string): void {
  startOrSayWhyNot(() => {
    cloudFolder(process.env);
    // It ends with the engine, so nothing waits for it.
    void main(new AwsxProvider(version), process.argv.slice(2));
  });
}
