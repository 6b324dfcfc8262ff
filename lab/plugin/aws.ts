import { FileStore } from "../fileStore";
import { AwsProvider } from "./awsProvider";
import { awsService } from "./awsService";
import { CallLog } from "./callLog";
import { carriedAtOnce, carriedWithFaults, type Carry } from "./calls";
import { faultsOf } from "./faults";
import { cloudFolder } from "./folder";
import { serve } from "./serve";
import { startOrSayWhyNot } from "./start";

/** Starts the plugin that stands in AWS's place. */
export function start(version: string): void {
  startOrSayWhyNot(() => {
    const cloud = cloudFolder(process.env);
    serve(awsService(new AwsProvider(new FileStore(cloud)), version, way(cloud)));
  });
}

/** Every provider of a run is started by the same engine: its process tells runs apart. */
function way(cloud: string): Carry {
  const faults = faultsOf(process.env);
  if (faults === undefined) return carriedAtOnce;
  return carriedWithFaults(faults, new CallLog(cloud, process.ppid), () => process.exit(1));
}
