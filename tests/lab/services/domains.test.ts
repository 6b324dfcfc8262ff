import assert from "node:assert/strict";
import type { Place, Properties } from "../../../lab/resource";
import { types } from "../../../lab/services/types";
import { certificate, landscape, oregon, owner, seoul, type Landscape } from "./landscape";
import { inputsLike, refuses } from "./refusing";

const stranger: Place = { account: "333333333333", region: seoul.region };
const domainArn = (id: string): string =>
  `arn:aws:apigateway:${owner.region}:${owner.account}:/domainnames/srv.example.com+${id}`;

describe("private custom domains of the embedded cloud", () => {
  refuses([
    {
      name: "a public domain, which it does not know",
      type: types.domainName,
      place: owner,
      like: "domain",
      inputs: () => ({ endpointConfiguration: { types: "REGIONAL" } }),
      code: "UnknownType",
    },
    {
      name: "a wildcard",
      type: types.domainName,
      place: owner,
      like: "domain",
      inputs: () => ({ domainName: "*.example.com" }),
      code: "BadRequestException",
      message: /Wildcard domain names are not supported/,
    },
    {
      name: "the same domain twice",
      type: types.domainName,
      place: owner,
      like: "domain",
      inputs: () => ({}),
      code: "BadRequestException",
      message: /already exists/,
    },
    ...[undefined, certificate(seoul), certificate({ ...owner, region: oregon.region })].map(
      (certificateArn) => ({
        name: `the certificate ${certificateArn ?? "that is not given"}`,
        type: types.domainName,
        place: owner,
        like: "domain",
        inputs: () => ({ domainName: "other.example.com", certificateArn }),
        code: "BadRequestException",
        message: /certificate/,
      }),
    ),
    {
      name: "a policy that is none",
      type: types.domainName,
      place: owner,
      like: "domain",
      inputs: () => ({ domainName: "other.example.com", policy: "{}" }),
      code: "BadRequestException",
      message: /Invalid policy document/,
    },
    {
      name: "a mapping of an unknown domain",
      type: types.basePathMapping,
      place: owner,
      like: "mapping",
      inputs: () => ({ domainNameId: "abcdefghij" }),
      code: "NotFoundException",
      message: /Invalid domain name identifier specified/,
    },
    {
      name: "a mapping that leaves out the domain's id",
      type: types.basePathMapping,
      place: owner,
      like: "mapping",
      inputs: () => ({ domainNameId: null }),
      code: "NotFoundException",
    },
    {
      name: "a mapping to an unknown API",
      type: types.basePathMapping,
      place: owner,
      like: "mapping",
      inputs: () => ({ restApi: "abcdefghij" }),
      code: "NotFoundException",
      message: /Invalid API identifier specified/,
    },
    {
      name: "a mapping to an unknown stage",
      type: types.basePathMapping,
      place: owner,
      like: "mapping",
      inputs: () => ({ stageName: "v2" }),
      code: "NotFoundException",
      message: /Invalid stage identifier specified/,
    },
    {
      name: "a mapping to a public API",
      type: types.basePathMapping,
      place: owner,
      like: "mapping",
      inputs: (made) => ({ restApi: made.make(types.restApi, "public", {}, owner), stageName: null }),
      code: "BadRequestException",
      message: /Only private APIs/,
    },
    {
      name: "two mappings of one path",
      type: types.basePathMapping,
      place: owner,
      like: "mapping",
      inputs: () => ({}),
      code: "ConflictException",
    },
    {
      name: "an association of another kind",
      type: types.domainAssociation,
      like: "access",
      inputs: () => ({ accessAssociationSourceType: "VPC" }),
      code: "BadRequestException",
    },
    {
      name: "an association with an unknown endpoint",
      type: types.domainAssociation,
      like: "access",
      inputs: () => ({ accessAssociationSource: "vpce-0123456789abcdef0" }),
      code: "BadRequestException",
      message: /Invalid VPC endpoint/,
    },
    {
      name: "an association with another account's endpoint",
      type: types.domainAssociation,
      place: owner,
      like: "access",
      inputs: () => ({}),
      code: "BadRequestException",
    },
    {
      name: "an association with an endpoint of another service",
      type: types.domainAssociation,
      like: "access",
      inputs: (made) => ({ accessAssociationSource: made.id("gateway endpoint") }),
      code: "BadRequestException",
    },
    ...["share", "shared domain", "sharer"].map((before) => ({
      name: `an association with another account's domain before the ${before}`,
      before,
      type: types.domainAssociation,
      inputs: (made: Landscape) => ({
        domainNameArn: made.output("domain", "arn"),
        accessAssociationSource: made.id("endpoint"),
        accessAssociationSourceType: "VPCE",
      }),
      code: "NotFoundException",
      message: /Invalid domain name identifier specified/,
    })),
    {
      name: "an association with a domain that is not there",
      type: types.domainAssociation,
      like: "access",
      inputs: () => ({ domainNameArn: domainArn("abcdefghij") }),
      code: "NotFoundException",
    },
    {
      name: "the same association twice",
      type: types.domainAssociation,
      like: "access",
      inputs: () => ({}),
      code: "ConflictException",
    },
  ]);

  it("has the ids and ARNs that AWS gives it", () => {
    const made = landscape();
    const id = String(made.output("domain", "domainNameId"));
    assert.match(id, /^[a-z0-9]{10}$/);
    assert.equal(made.id("domain"), `srv.example.com/${id}`);
    assert.equal(made.output("domain", "arn"), domainArn(id));
    assert.equal(made.id("mapping"), `srv.example.com//${id}`);
    assert.equal(
      made.id("access"),
      `arn:aws:apigateway:ap-northeast-2:111111111111:/domainnameaccessassociations/domainname/` +
        `srv.example.com+${id}/vpcesource/${made.id("endpoint")}`,
    );
  });

  it("lets nobody call until it has a policy", () => {
    const made = landscape({ before: "domain" });
    made.make(types.domainName, "silent", { ...inputsLike(made, "domain"), policy: null }, owner);
    assert.match(String(made.output("silent", "policy")), /"Effect":"Deny".*"Resource":"execute-api:\/\*"/);
  });

  it("takes an endpoint of the domain's own account without a share", () => {
    const made = landscape({ before: "share" });
    const vpcId = made.id("consumer");
    const serviceName = "com.amazonaws.ap-northeast-2.execute-api";
    const endpoint = made.make(
      types.endpoint,
      "own",
      { vpcId, serviceName, vpcEndpointType: "Interface" },
      owner,
    );
    const inputs: Properties = {
      domainNameArn: made.output("domain", "arn"),
      accessAssociationSource: endpoint,
      accessAssociationSourceType: "VPCE",
    };
    made.make(types.domainAssociation, "own access", inputs, owner);
  });
});

describe("resource shares of the embedded cloud", () => {
  refuses([
    {
      name: "a resource for an unknown share",
      type: types.resourceAssociation,
      place: stranger,
      like: "shared domain",
      inputs: () => ({}),
      code: "UnknownResourceException",
      message: /^ResourceShare arn:aws:ram:.* could not be found/,
    },
    {
      name: "a principal for an unknown share",
      type: types.principalAssociation,
      place: stranger,
      like: "sharer",
      inputs: () => ({}),
      code: "UnknownResourceException",
    },
    {
      name: "a resource that is not there",
      type: types.resourceAssociation,
      place: owner,
      like: "shared domain",
      inputs: () => ({ resourceArn: domainArn("abcdefghij") }),
      code: "UnknownResourceException",
      message: /^The resource .* could not be found/,
    },
    {
      name: "another account's resource",
      type: types.resourceAssociation,
      inputs: (made) => ({
        resourceShareArn: made.make(types.resourceShare, "foreign", {}),
        resourceArn: made.output("domain", "arn"),
      }),
      code: "UnknownResourceException",
    },
    {
      name: "a principal that is none",
      type: types.principalAssociation,
      place: owner,
      like: "sharer",
      inputs: () => ({ principal: "1234" }),
      code: "InvalidParameterException",
    },
  ]);

  it("share with accounts, and with organizations and their units", () => {
    const made = landscape();
    const resourceShareArn = made.id("share");
    assert.match(
      resourceShareArn,
      /^arn:aws:ram:ap-northeast-2:222222222222:resource-share\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    );
    const principal = "arn:aws:organizations::222222222222:organization/o-abcdefghij";
    const id = made.make(types.principalAssociation, "all", { resourceShareArn, principal }, owner);
    assert.equal(id, `${resourceShareArn},${principal}`);
  });
});
