import assert from "node:assert/strict";
import { combine } from "../../../verify/trace/combine";
import type { Arrival, OtherArrival, Outcome, Reached, ShownCertificate } from "../../../verify/trace/types";
import { ended } from "../../../verify/trace/verdicts";
import { modelWith } from "../../support/oneEndpoint";

const failing = (outcome: Exclude<Outcome, "ok">): Reached => ended("route", outcome, outcome);
const known = failing("timeout");
const unknown = failing("unknown");

function openTo(arrival: Arrival | OtherArrival): Reached {
  return { passed: true, hops: [], arrivals: [arrival] };
}

describe("several ways that all fail", () => {
  const outcomeOf = (ways: readonly Reached[], demand: "every" | "any"): Outcome => {
    const combined = combine(ways, demand);
    return combined.passed ? "ok" : combined.failure.outcome;
  };

  for (const ways of [
    [known, unknown],
    [unknown, known],
  ]) {
    const order = ways.map((way) => (way === known ? "known" : "unknown")).join(", ");

    it(`break a link by the one that is known: ${order}`, () => {
      assert.equal(outcomeOf(ways, "every"), "timeout");
    });

    it(`may let somebody in by the one that is not known: ${order}`, () => {
      assert.equal(outcomeOf(ways, "any"), "unknown");
    });
  }
});

describe("arrivals by several ways", () => {
  const [endpoint = assert.fail("no endpoint")] = modelWith().endpoints.values();
  const kinds: Readonly<Record<string, (shown: ShownCertificate) => Arrival | OtherArrival>> = {
    endpoint: (shown) => ({ kind: "endpoint", endpoint, sourceAddress: 1, ...shown }),
    instance: (shown) => ({ kind: "instance", label: "web", port: 80, ...shown }),
    "aws-service": (shown) => ({
      kind: "aws-service",
      service: "s3",
      region: "ap-northeast-2",
      endpoint: undefined,
      way: "through it",
      sourceAddress: 1,
      ...shown,
    }),
  };
  const certificates: readonly ShownCertificate[] = [
    {},
    { endsTls: true, certificateNames: undefined, coveredDomains: [] },
    { endsTls: true, certificateNames: undefined, coveredDomains: ["one.example"] },
    { endsTls: true, certificateNames: undefined, coveredDomains: ["two.example"] },
    { endsTls: true, certificateNames: [], coveredDomains: [] },
    { endsTls: true, certificateNames: ["one.example"], coveredDomains: [] },
  ];

  for (const [kind, arrivalWith] of Object.entries(kinds)) {
    it(`at one ${kind} are told apart by the certificate that is shown, as far as it is known`, () => {
      const arrivals = certificates.map(arrivalWith);
      const combined = combine([...arrivals, ...certificates.map(arrivalWith)].map(openTo), "every");
      assert.deepEqual(combined, { passed: true, hops: [], arrivals });
    });
  }

  it("at one instance are told apart by its port", () => {
    const arrivals = [80, 8080].map((port) => ({ kind: "instance", label: "web", port }) as const);
    assert.deepEqual(combine(arrivals.map(openTo), "every"), { passed: true, hops: [], arrivals });
  });
});
