import { didYouMean } from "./nearest";

/** What AWS writes before the name of a service: `com.amazonaws.ap-northeast-2.`. */
const prefix = /^(?:cn\.)?com\.amazonaws\.(?:[a-z]{2}(?:-[a-z]+)+-\d+\.)?/;

/** A hint that names the service that was probably meant, also where its whole endpoint service name was written. */
export function meantService(service: string, labels: readonly string[]): string {
  return didYouMean(service.replace(prefix, ""), labels, "service");
}
