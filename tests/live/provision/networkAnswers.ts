import type { CloudAnswer, CloudCall } from "./cloud";

/** What EC2 and RAM have been told by operations that moto does not have at all. */
export interface Told {
  /** Placement groups as EC2 lists them, by account and region. */
  readonly placementGroups: Map<string, readonly string[]>;
  /** Endpoints to a service that have been accepted. */
  readonly accepted: Map<string, readonly string[]>;
  /** What has been put into resource shares. */
  readonly shared: ShareAssociation[];
}

/** As RAM lists it. */
interface ShareAssociation {
  readonly resourceShareArn: string;
  readonly associatedEntity: string;
  readonly associationType: "RESOURCE" | "PRINCIPAL";
  readonly status: "ASSOCIATED";
}

export function nothingTold(): Told {
  return { placementGroups: new Map(), accepted: new Map(), shared: [] };
}

type Answer = (sent: URLSearchParams, place: string, told: Told) => string;

/** EC2's operations that moto does not have, as far as the program's resources need them. */
const answers: Readonly<Record<string, Answer>> = {
  CreatePlacementGroup: (sent, place, { placementGroups }) => {
    const tags = tagsIn(sent).map(([key, value]) => `<item><key>${key}</key><value>${value}</value></item>`);
    const group =
      `<groupName>${sent.get("GroupName") ?? ""}</groupName><strategy>${sent.get("Strategy") ?? ""}</strategy>` +
      `<state>available</state><tagSet>${tags.join("")}</tagSet>`;
    placementGroups.set(place, [...(placementGroups.get(place) ?? []), group]);
    return `<placementGroup>${group}</placementGroup>`;
  },
  DescribePlacementGroups: (sent, place, { placementGroups }) => {
    const [topology = ""] = filterValues(sent);
    const own = (placementGroups.get(place) ?? []).filter((group) => group.includes(`<value>${topology}<`));
    return `<placementGroupSet>${items(own)}</placementGroupSet>`;
  },
  AcceptVpcEndpointConnections: (sent, _place, { accepted }) => {
    const service = sent.get("ServiceId") ?? "";
    const endpoint = sent.get("VpcEndpointId.1") ?? "";
    accepted.set(service, [...(accepted.get(service) ?? []), endpoint]);
    return "<unsuccessful/>";
  },
  DescribeVpcEndpointConnections: (sent, _place, { accepted }) => {
    const services = filterValues(sent);
    const connections = services.flatMap((service) =>
      (accepted.get(service) ?? []).map(
        (endpoint) =>
          `<serviceId>${service}</serviceId><vpcEndpointId>${endpoint}</vpcEndpointId>` +
          "<vpcEndpointState>available</vpcEndpointState>",
      ),
    );
    return `<vpcEndpointConnectionSet>${items(connections)}</vpcEndpointConnectionSet>`;
  },
};

/** RAM's operations that moto does not have, or that know of none of API Gateway's resources. */
const sharing: Readonly<Record<string, (sent: Sent, told: Told) => object>> = {
  "POST /associateresourceshare": ({ resourceShareArn = "", principals = [], resourceArns = [] }, told) => {
    const put = (associationType: ShareAssociation["associationType"], entities: readonly string[]): void => {
      for (const associatedEntity of entities)
        told.shared.push({ resourceShareArn, associatedEntity, associationType, status: "ASSOCIATED" });
    };
    put("PRINCIPAL", principals);
    put("RESOURCE", resourceArns);
    return {};
  },
  "POST /getresourceshareassociations": ({ associationType }, { shared }) => ({
    resourceShareAssociations: shared.filter((each) => each.associationType === associationType),
  }),
};

interface Sent {
  readonly resourceShareArn?: string;
  readonly principals?: readonly string[];
  readonly resourceArns?: readonly string[];
  readonly associationType?: string;
}

/** Answers in moto's place, where moto does not have the operation. */
export function answerOf(call: CloudCall, told: Told): CloudAnswer | undefined {
  const share = call.service === "ram" ? sharing[call.operation] : undefined;
  if (share !== undefined) {
    const body = JSON.stringify(share(JSON.parse(call.body) as Sent, told));
    return { status: 200, contentType: "application/json", body };
  }
  const answer = call.service === "ec2" ? answers[call.operation] : undefined;
  if (answer === undefined) return undefined;
  const place = `${call.account ?? ""} ${call.region}`;
  const body = answer(new URLSearchParams(call.body), place, told);
  const name = `${call.operation}Response`;
  const xmlns = "http://ec2.amazonaws.com/doc/2016-11-15/";
  return {
    status: 200,
    contentType: "text/xml",
    body: `<${name} xmlns="${xmlns}"><requestId>1</requestId>${body}</${name}>`,
  };
}

function filterValues(sent: URLSearchParams): readonly string[] {
  return [...sent].flatMap(([key, value]) => (/^Filter\.\d+\.Value\.\d+$/.test(key) ? [value] : []));
}

function items(values: readonly string[]): string {
  return values.map((value) => `<item>${value}</item>`).join("");
}

function tagsIn(sent: URLSearchParams): readonly (readonly [key: string, value: string])[] {
  return [...sent].flatMap(([key, value]) => {
    const index = /^TagSpecification\.1\.Tag\.(\d+)\.Key$/.exec(key)?.[1];
    return index === undefined ? [] : [[value, sent.get(`TagSpecification.1.Tag.${index}.Value`) ?? ""]];
  });
}
