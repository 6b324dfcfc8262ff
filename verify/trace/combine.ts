import type { Arrival, Demand, Ended, OtherArrival, Reached, ShownCertificate } from "./types";
import { undecided } from "./verdicts";

/**
 * Several ways at once: whoever demands every one is stopped by the first that fails, and whoever is content with any gets
 * in by the first that does not.
 */
export function combine(ways: readonly Reached[], demand: Demand): Reached {
  const failures = ways.filter((way) => !way.passed);
  // Whoever must be kept out may get in by the one that is not known; a link is broken by the one that is.
  const isTelling = ({ failure }: Ended): boolean => (failure.outcome === "unknown") === (demand === "any");
  const failed = failures.find(isTelling) ?? failures[0];
  const open = ways.filter((way) => way.passed);
  const [first] = open;
  if (first === undefined || (failed !== undefined && demand === "every")) {
    return failed ?? undecided("route", "there is no address to call");
  }
  const arrivals = new Map(open.flatMap((way) => way.arrivals).map((arrival) => [keyOf(arrival), arrival]));
  return { passed: true, hops: first.hops, arrivals: [...arrivals.values()] };
}

/** Arrivals that nothing behind them can tell apart. */
function keyOf(arrival: Arrival | OtherArrival): string {
  switch (arrival.kind) {
    case "public":
      return "";
    case "instance":
      return `${arrival.label} ${arrival.port} ${shownKey(arrival)}`;
    case "aws-service":
      return `${arrival.way} ${arrival.sourceAddress} ${shownKey(arrival)}`;
    case "endpoint":
      return `${arrival.endpoint.id} ${arrival.sourceAddress} ${shownKey(arrival)}`;
  }
}

function shownKey({ endsTls, certificateNames, coveredDomains }: ShownCertificate): string {
  return endsTls === true ? `${certificateNames?.join() ?? "unknown"} ${coveredDomains?.join() ?? ""}` : "";
}
