import { partitionOf } from "./partitions";

/** A service of AWS that a VPC endpoint can lead to. */
export interface AwsService {
  /** As in the endpoint service's name, `com.amazonaws.{region}.{label}`. */
  readonly label: string;
  /** TCP ports that the service listens on. */
  readonly ports: readonly number[];
  /** The names that private DNS answers in the endpoint's VPC; a leading `*.` is a wildcard. None: it has no private DNS. */
  readonly privateNames: (region: string) => readonly string[];
  /** Has it gateway endpoints, too? */
  readonly hasGateway: boolean;
}

/** What differs from the rule: the name `{label}.{region}.{dnsSuffix}`, port 443, interface endpoints only. */
interface Exception {
  /** The private names before `.{region}.{dnsSuffix}`. */
  readonly names?: readonly string[];
  readonly ports?: readonly number[];
  readonly hasGateway?: true;
}

/**
 * Services by label. Source: "AWS services that integrate with AWS PrivateLink" of the AWS PrivateLink guide; private
 * names and ports as each service's own guide tells of its endpoints.
 */
const catalogue: Readonly<Record<string, Exception>> = {
  athena: {},
  cassandra: { ports: [9142] },
  cloudformation: {},
  dynamodb: { hasGateway: true },
  ec2: {},
  "ecr.api": { names: ["api.ecr"] },
  "ecr.dkr": { names: ["dkr.ecr", "*.dkr.ecr"] },
  "email-smtp": { ports: [25, 465, 587, 2465, 2587] },
  "execute-api": { names: ["execute-api", "*.execute-api"] },
  "kinesis-firehose": { names: ["firehose"] },
  "kinesis-streams": { names: ["kinesis"] },
  kms: {},
  lambda: {},
  logs: {},
  s3: { names: ["s3", "*.s3"], hasGateway: true },
  "sagemaker.api": { names: ["api.sagemaker"] },
  "sagemaker.runtime": { names: ["runtime.sagemaker"] },
  secretsmanager: {},
  sns: {},
  sqs: {},
  ssm: {},
  sts: {},
};

const services: ReadonlyMap<string, AwsService> = new Map(
  Object.entries(catalogue).map(([label, exception]) => [label, serviceOf(label, exception)]),
);

function serviceOf(
  label: string,
  { names = [label], ports = [443], hasGateway = false }: Exception,
): AwsService {
  return {
    label,
    ports,
    privateNames: (region) => names.map((name) => `${name}.${region}.${partitionOf(region).dnsSuffix}`),
    hasGateway,
  };
}

/** The service of this label, or undefined where no endpoint leads to one of that name. */
export function awsService(label: string): AwsService | undefined {
  return services.get(label);
}

/** The labels of all services, in ascending order. */
export const awsServiceLabels: readonly string[] = [...services.keys()];
