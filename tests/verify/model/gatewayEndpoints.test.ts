import type { Properties } from "../../../lab/resource";
import { unknown } from "../../../lab/state";
import { types } from "../../../verify/model/types";
import { withoutResources } from "../../../verify/sources/without";
import { add, region, resource, set, testOutcomes, type Change } from "../../support/oneEndpoint";

const url = `https://reports.s3.${region}.amazonaws.com/2026.csv`;
const call = { url } as const;
const inside = "backend ok";
const stopped = "route timeout";
const open = "route unknown";

const gateway: Properties = {
  vpcId: "vpc-home",
  vpcEndpointType: "Gateway",
  serviceName: `com.amazonaws.${region}.s3`,
  routeTableIds: ["rtb-caller", "rtb-carrier"],
};
const made = (more: Properties = {}): Change =>
  add(resource(types.endpoint, "s3", "vpce-0s3", { ...gateway, ...more }));
const association = (more: Properties = {}): Change =>
  add(
    resource(types.endpointRouteTableAssociation, "association", "a-0", {
      vpcEndpointId: "vpce-0s3",
      routeTableId: "rtb-caller",
      ...more,
    }),
  );
const policy = (...statements: readonly Properties[]): string => JSON.stringify({ Statement: statements });
const denyAll = policy({ Effect: "Deny", Principal: "*", Action: "*", Resource: "*" });
const ownPolicy = (more: Properties = {}): Change =>
  add(
    resource(types.endpointPolicy, "s3-policy", "p-0", {
      vpcEndpointId: "vpce-0s3",
      policy: denyAll,
      ...more,
    }),
  );

describe("a gateway endpoint", () => {
  testOutcomes([
    ["is in the route table of the caller", [made()], inside, call],
    ["is not there", [], stopped, call],
    ["is a gateway where its type is left out", [made({ vpcEndpointType: undefined })], inside, call],
    ["has a type that is not known, and route tables", [made({ vpcEndpointType: unknown })], inside, call],
    [
      "has a type that is not known, and nothing that tells",
      [made({ vpcEndpointType: unknown, routeTableIds: undefined })],
      open,
      call,
    ],
    [
      "has a type that is not known, and subnets",
      [made({ vpcEndpointType: unknown, routeTableIds: undefined, subnetIds: ["subnet-carrier"] })],
      stopped,
      call,
    ],
    [
      "has a type that is not known, and subnets and tables that are not known either",
      [made({ vpcEndpointType: unknown, routeTableIds: unknown, subnetIds: unknown })],
      open,
      call,
    ],
    ["is another kind of endpoint", [made({ vpcEndpointType: "GatewayLoadBalancer" })], stopped, call],
    ["is in no route table", [made({ routeTableIds: undefined })], stopped, call],
    ["is in another subnet's route table", [made({ routeTableIds: ["rtb-carrier"] })], stopped, call],
    ["is in another VPC", [made({ vpcId: "vpc-away", routeTableIds: ["rtb-guest"] })], stopped, call],
    ["is in route tables that are not known", [made({ routeTableIds: unknown })], open, call],
    ["is in a route table that is not known", [made({ routeTableIds: [unknown] })], open, call],
    [
      "is in the caller's route table and one that is not known",
      [made({ routeTableIds: ["rtb-caller", unknown] })],
      inside,
      call,
    ],
    ["is in a VPC that is not known", [made({ vpcId: unknown })], inside, call],
    [
      "is in a VPC and in route tables that are not known",
      [made({ vpcId: unknown, routeTableIds: unknown })],
      open,
      call,
    ],
    ["leads to another service", [made({ serviceName: `com.amazonaws.${region}.dynamodb` })], stopped, call],
    ["leads to another region", [made({ serviceName: "com.amazonaws.us-west-2.s3" })], stopped, call],
    ["leads to what is not known", [made({ serviceName: unknown })], open, call],
    ["is being made", [made({ state: "pending" })], open, call],
    ["is available, however that is written", [made({ state: "Available" })], inside, call],
    ["does not answer a peered VPC", [made()], stopped, { url, from: "guest" }],
    ["is not what the internet uses", [made({ policy: denyAll })], inside, { url, from: "internet" }],
    ["is not what a corporate network uses", [made({ policy: denyAll })], inside, { url, from: "corporate" }],
  ]);
});

describe("a gateway endpoint in the main route table of its VPC", () => {
  testOutcomes([
    [
      "which no resource stands for",
      [
        made({ routeTableIds: ["rtb-home-main"] }),
        set("caller.association", { subnetId: "subnet-carrier" }),
        set("carrier.association", { subnetId: "subnet-carrier" }),
      ],
      inside,
      call,
    ],
    [
      "which nothing names",
      [
        made({ routeTableIds: ["rtb-home-main"] }),
        set("home.vpc", { mainRouteTableId: undefined }),
        set("caller.association", { subnetId: "subnet-carrier" }),
      ],
      open,
      call,
    ],
  ]);
});

describe("a gateway endpoint that resources of their own put into route tables", () => {
  const bare = made({ routeTableIds: [] });
  testOutcomes([
    ["into the caller's", [bare, association()], inside, call],
    ["into another", [bare, association({ routeTableId: "rtb-carrier" })], stopped, call],
    ["into one that is not known", [bare, association({ routeTableId: unknown })], open, call],
    ["of another endpoint", [bare, association({ vpcEndpointId: "vpce-0f" })], stopped, call],
    ["of an endpoint that is not known", [bare, association({ vpcEndpointId: unknown })], open, call],
    [
      "into the caller's, which AWS gives back of the endpoint, and taken away",
      [made(), association(), (states) => withoutResources(states, ["association"])],
      stopped,
      call,
    ],
    [
      "into another, taken away",
      [
        made(),
        association({ routeTableId: "rtb-carrier" }),
        (states) => withoutResources(states, ["association"]),
      ],
      inside,
      call,
    ],
    ["beside what it names itself", [made(), association({ routeTableId: unknown })], inside, call],
  ]);
});

describe("the policy of a gateway endpoint", () => {
  const denied = "endpoint-policy access-denied 403";
  const vague = "endpoint-policy unknown";
  testOutcomes([
    ["is the one it was made with", [made({ policy: denyAll })], denied, call],
    ["is full access where it was made with none", [made({ policy: undefined })], inside, call],
    ["is not known", [made({ policy: unknown })], vague, call],
    ["is none that AWS takes", [made({ policy: "{" })], vague, call],
    ["is a resource's of its own", [made(), ownPolicy()], denied, call],
    ["is a resource's of its own that is not known", [made(), ownPolicy({ policy: unknown })], vague, call],
    ["is another endpoint's", [made(), ownPolicy({ vpcEndpointId: "vpce-0f" })], inside, call],
    ["may be any endpoint's", [made(), ownPolicy({ vpcEndpointId: unknown })], vague, call],
  ]);
});
