import assert from "node:assert/strict";
import { Cloud } from "../../lab/cloud";
import { MemoryStore } from "../../lab/world";

const place = { account: "111111111111", region: "us-west-2" };

describe("the embedded cloud", () => {
  it("removes an endpoint's policy together with the endpoint", () => {
    const store = new MemoryStore();
    const id = "vpce-0123456789abcdef0";
    const types = ["aws:ec2/vpcEndpoint:VpcEndpoint", "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy"];
    for (const type of types) store.put({ type, id, ...place, inputs: {}, outputs: {} });
    assert.equal(new Cloud(store).delete(place, types[0] ?? "", id).ok, true);
    assert.deepEqual(
      types.map((type) => store.all(type).length),
      [0, 0],
    );
  });

  it("removes a method's integration together with the method, and no other's", () => {
    const store = new MemoryStore();
    const integration = "aws:apigateway/integration:Integration";
    for (const id of ["agi-a-r-ANY", "agi-a-r-GET"])
      store.put({ type: integration, id, ...place, inputs: {}, outputs: {} });
    const method = { type: "aws:apigateway/method:Method", id: "agm-a-r-ANY" };
    store.put({ ...method, ...place, inputs: {}, outputs: {} });
    assert.equal(new Cloud(store).delete(place, method.type, method.id).ok, true);
    assert.deepEqual(
      store.all(integration).map(({ id }) => id),
      ["agi-a-r-GET"],
    );
  });

  it("refuses a type that it does not know, by name", () => {
    const urn = "urn:pulumi:dev::apilink::aws:s3/bucket:Bucket::jobs";
    const result = new Cloud(new MemoryStore()).create({ urn, inputs: {}, ...place });
    assert.ok(!result.ok);
    assert.equal(result.refusal.code, "UnknownType");
    assert.match(result.refusal.message, /aws:s3\/bucket:Bucket/);
  });

  it("takes the deletion of what is gone already as done", () => {
    assert.equal(new Cloud(new MemoryStore()).delete(place, "aws:ec2/vpc:Vpc", "vpc-1").ok, true);
  });
});
