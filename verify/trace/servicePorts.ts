import type { AwsService } from "../../components/awsServices";
import type { Ended } from "./types";
import { ended, undecided } from "./verdicts";

/** What API Gateway's endpoints lead to. */
export const apiGateway = "execute-api";

/**
 * What becomes of a call to a port of a service, once the firewalls let it pass; undefined where the service listens there.
 * AWS tells every port of API Gateway, and of the public addresses of services with gateway endpoints, which answer plain HTTP
 * as well; of any other it tells some, and nothing of the rest. Source: "Service endpoints" of the AWS General Reference.
 */
export function closedOn(
  { label, ports, hasGateway }: AwsService,
  door: "public" | "endpoint",
  port: number,
): Ended | undefined {
  const isPlain = hasGateway && door === "public";
  const listened = isPlain ? [80, ...ports] : ports;
  if (listened.includes(port)) return undefined;
  return isPlain || label === apiGateway
    ? ended("firewall", "timeout", `${label} listens on ${listened.join(", ")} alone`)
    : undecided("firewall", `whether ${label} listens on port ${port} is not known`);
}
