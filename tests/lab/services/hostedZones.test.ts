import assert from "node:assert/strict";
import type { Place, Properties } from "../../../lab/resource";
import { types } from "../../../lab/services/types";
import { isMapping } from "../../../stacks/mapping";
import { landscape, oregon, owner, seoul, type Landscape } from "./landscape";
import { inputsLike, refuses, refusesToDelete } from "./refusing";

/** Route 53 has no regions: the provider's own may be any. */
const elsewhere: Place = { account: seoul.account, region: "eu-west-1" };

const values: Properties = { aliases: null, records: ["10.0.0.1"], ttl: 60 };

function firstAlias(made: Landscape): Properties {
  const [alias] = [inputsLike(made, "record")["aliases"]].flat().filter(isMapping);
  return alias ?? assert.fail("no alias");
}

describe("hosted zones of the embedded cloud", () => {
  refuses([
    {
      name: "another account's VPC",
      type: types.zone,
      place: owner,
      like: "zone",
      inputs: () => ({}),
      code: "InvalidVPCId",
      message: /not authorized to make the association/,
    },
    {
      name: "a VPC of another region than the one that is named",
      type: types.zone,
      inputs: (made) => ({
        name: "x.example.com",
        vpcs: [{ vpcId: made.id("vpc"), vpcRegion: "us-west-2" }],
      }),
      code: "InvalidVPCId",
    },
    {
      name: "two zones of one name for one VPC",
      type: types.zone,
      like: "zone",
      inputs: () => ({ name: "srv.example.com." }),
      code: "ConflictingDomainExists",
      message: /has already been associated with the hosted zone Z/,
    },
    {
      name: "a record of another account's zone",
      type: types.record,
      place: owner,
      like: "record",
      inputs: () => ({}),
      code: "NoSuchHostedZone",
    },
    {
      name: "the same record twice",
      type: types.record,
      place: elsewhere,
      like: "record",
      inputs: () => ({}),
      code: "InvalidChangeBatch",
      message: /but it already exists/,
    },
    {
      name: "a record of nothing",
      type: types.record,
      like: "record",
      inputs: () => ({ aliases: [], name: "other" }),
      code: "InvalidChangeBatch",
    },
    {
      name: "an alias with values",
      type: types.record,
      like: "record",
      inputs: () => ({ ...values, name: "other", aliases: [{ name: "a.example.com", zoneId: "Z1" }] }),
      code: "InvalidChangeBatch",
    },
    {
      name: "values without a time to live",
      type: types.record,
      like: "record",
      inputs: () => ({ ...values, name: "other", ttl: null }),
      code: "InvalidInput",
    },
    {
      name: "an alias in another zone than its target's",
      type: types.record,
      like: "record",
      inputs: (made) => ({
        name: "other",
        aliases: [{ ...firstAlias(made), zoneId: made.output("balancer", "zoneId") }],
      }),
      code: "InvalidChangeBatch",
      message: /does not lie within the target zone/,
    },
    {
      name: "a CNAME of the zone itself",
      type: types.record,
      like: "record",
      inputs: () => ({ ...values, type: "CNAME", records: ["example.com"] }),
      code: "InvalidChangeBatch",
      message: /not permitted at apex/,
    },
  ]);
  refusesToDelete([["zone", "HostedZoneNotEmpty"]]);

  it("are the account's, whatever region is asked", () => {
    const made = landscape();
    const vpcs = [{ vpcId: made.id("far"), vpcRegion: oregon.region }];
    const zoneId = made.make(types.zone, "far zone", { name: "srv.example.com", vpcs }, elsewhere);
    assert.match(zoneId, /^Z[A-Z0-9]{20}$/);
    assert.equal(made.output("far zone", "arn"), `arn:aws:route53:::hostedzone/${zoneId}`);
    const inputs = { ...values, zoneId, name: "WWW", type: "A" };
    assert.equal(made.make(types.record, "www", inputs, seoul), `${zoneId}_WWW_A`);
    assert.equal(made.output("www", "fqdn"), "www.srv.example.com");
    assert.equal(made.output("record", "fqdn"), "srv.example.com");
  });

  it("go with their records where they are told to", () => {
    const made = landscape();
    const urn = `urn:pulumi:dev::apilink::${types.zone}::zone`;
    const inputs = { ...inputsLike(made, "zone"), forceDestroy: true };
    assert.ok(made.cloud.update(made.id("zone"), { ...seoul, urn, inputs }).ok);
    assert.ok(made.cloud.delete(seoul, types.zone, made.id("zone")).ok);
  });

  it("take aliases to load balancers and to names of whatever else", () => {
    const made = landscape();
    const balancer = { name: made.output("balancer", "dnsName"), zoneId: made.output("balancer", "zoneId") };
    const other = { name: "d111111abcdef8.cloudfront.net", zoneId: "Z2FDTNDATAQYW2" };
    for (const [name, alias] of Object.entries({ balancer, other })) {
      const inputs = { zoneId: made.id("zone"), name, type: "A", aliases: [alias] };
      made.make(types.record, `alias to ${name}`, inputs);
    }
  });
});
