import { awsService } from "../../components/awsServices";
import type { Endpoint } from "../model/facts";
import { parseServiceName } from "../model/serviceNames";
import { apiGateway, closedOn } from "./servicePorts";
import type { Arrival, Hop, OtherArrival, Reached } from "./types";
import { ended, undecided } from "./verdicts";

/** API Gateway listens here and nowhere else. */
export const httpsPort = 443;

/** Through the interface of an endpoint of AWS's services, once the firewalls let a call in. */
export function atEndpoint(endpoint: Endpoint, from: number, port: number, hops: readonly Hop[]): Reached {
  const { label, unavailable, serviceName } = endpoint;
  if (unavailable !== undefined) {
    return ended("route", "timeout", `${label} is ${unavailable}`, {
      hops,
      mend: "wait until the endpoint is available, or make it again",
    });
  }
  const name = parseServiceName(serviceName);
  const service = awsService(name?.label ?? "");
  if (name === undefined || service === undefined)
    return undecided("route", `what ${label} leads to is not known`, hops);
  const closed = closedOn(service, "endpoint", port);
  if (closed !== undefined) return { ...closed, hops };
  const arrival: Arrival | OtherArrival =
    service.label === apiGateway
      ? { kind: "endpoint", endpoint, sourceAddress: from }
      : {
          kind: "aws-service",
          service: service.label,
          region: name.region,
          endpoint: { ...endpoint, names: endpoint.names.map((own) => own.name) },
          way: `through ${label}, no public hop`,
          sourceAddress: from,
        };
  return { passed: true, hops, arrivals: [arrival] };
}
