import { FileStore } from "../fileStore";
import { AwsProvider } from "./awsProvider";
import { awsService } from "./awsService";
import { cloudFolder } from "./folder";
import { serve } from "./serve";
import { startOrSayWhyNot } from "./start";

/** Starts the plugin that stands in AWS's place. */
export function start(version: string): void {
  startOrSayWhyNot(() => {
    serve(awsService(new AwsProvider(new FileStore(cloudFolder(process.env))), version));
  });
}
