import { compare } from "./compare";
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
  /** Does AWS offer it in every region of every partition? Of any other service that depends on the region. */
  readonly isEverywhere: boolean;
  /** What stands before `.{region}.vpce.{dnsSuffix}` in an endpoint's own names, for example `api.ecr`. */
  readonly ownLabel: string;
}

/** What differs from the rule: the name `{label}.{region}.{dnsSuffix}`, port 443, interface endpoints only. */
interface Exception {
  /** The private names before `.{region}.{dnsSuffix}`. */
  readonly names?: readonly string[];
  /** The domain of a service that has no name below the partition's. */
  readonly suffix?: string;
  readonly ports?: readonly number[];
  readonly hasGateway?: true;
  /** `ownLabel`, where it is neither the first private name nor the label. */
  readonly own?: string;
}

/*
 * Source of both tables: "AWS services that integrate with AWS PrivateLink" of the AWS PrivateLink guide, as far as the
 * endpoint services are named `com.amazonaws.{region}.{label}` and listen on few ports. Private names and ports are those
 * of each service's own guide, such as "Amazon ECR interface VPC endpoints", "Interface VPC endpoints" of Amazon Kinesis
 * Data Streams, "Setting up VPC endpoints with Amazon SES" or "Using Amazon Keyspaces with interface VPC endpoints".
 * Without private DNS: "AWS PrivateLink for DynamoDB", "Using AWS IoT Core with interface VPC endpoints".
 */

/** The labels that keep to the rule. */
const regular = `
access-analyzer account acm acm-fips acm-pca acm-pca-fips analytics-omics apigateway app-integrations appconfig
appconfigdata application-autoscaling application-signals applicationinsights appmesh appmesh-envoy-management
apprunner apptest aps aps-workspaces arsenal-discovery athena auditmanager autoscaling autoscaling-plans
awsconnector b2bi backup backup-gateway batch bcm-pricing-calculator bedrock bedrock-agent bedrock-agent-runtime
bedrock-agentcore bedrock-data-automation bedrock-data-automation-fips bedrock-data-automation-runtime
bedrock-data-automation-runtime-fips bedrock-fips bedrock-runtime bedrock-runtime-fips billingconductor braket cases
ce cleanrooms cleanrooms-ml cloudcontrolapi cloudcontrolapi-fips clouddirectory cloudformation cloudhsmv2 cloudtrail
cloudtrail-data codebuild codebuild-fips codecommit codecommit-fips codedeploy codedeploy-commands-secure
codeguru-profiler codeguru-reviewer codepipeline codewhisperer cognito-identity cognito-identity-fips cognito-idp
cognito-idp-fips comprehend comprehendmedical compute-optimizer config connect-campaigns control-storage-omics
controlcatalog cost-optimization-hub data-servicediscovery data-servicediscovery-fips databrew dataexchange datasync
datazone devops-guru dicom-medical-imaging discovery dms dms-fips drs ds ds-data dsql ebs ec2 ec2messages ecs eks
eks-auth elasticache elasticache-fips elasticbeanstalk elasticbeanstalk-health elasticfilesystem
elasticfilesystem-fips elasticloadbalancing elasticmapreduce email email-fips emr-containers emr-serverless
entityresolution es events finspace finspace-api fis forecast forecast-fips forecastquery forecastquery-fips
frauddetector fsx fsx-fips git-codecommit git-codecommit-fips glue grafana greengrass groundstation guardduty
guardduty-data guardduty-data-fips guardduty-fips healthlake identitystore imagebuilder inspector-scan inspector2
iotfleetwise kafka kafka-fips kafkaconnect kendra kinesisanalytics kinesisanalytics-fips kms kms-fips lakeformation
lambda launchwizard license-manager license-manager-fips license-manager-linux-subscriptions
license-manager-linux-subscriptions-fips license-manager-user-subscriptions logs lookoutequipment m2 macie2
mail-manager mail-manager-fips managedblockchain-query mediaconnect medical-imaging memory-db mgn
migrationhub-orchestrator migrationhub-strategy models-v2-lex monitoring mq neptune-graph neptune-graph-data
neptune-graph-fips network-firewall network-firewall-fips networkmonitor observabilityadmin organizations
organizations-fips outposts pca-connector-ad pca-connector-scep pcs pcs-fips personalize personalize-events
personalize-runtime pi pi-fips pinpoint pipes pipes-data pipes-fips polly private-networks profile q qapps ram rbin
rds rds-data redshift redshift-data redshift-data-fips redshift-fips redshift-serverless redshift-serverless-fips
refactor-spaces rekognition rekognition-fips repostspace resiliencehub resource-groups resource-groups-fips
rolesanywhere route53resolver rum runtime-medical-imaging runtime-v2-lex s3tables sagemaker-data-science-assistant
sagemaker-geospatial schemas scn secretsmanager securityhub securitylake securitylake-fips serverlessrepo
service.user-subscriptions servicecatalog servicecatalog-appregistry servicediscovery servicediscovery-fips
servicequotas shield shield-fips snow-device-management sns social-messaging sqs sqs-fips ssm ssm-contacts ssm-fips
ssm-incidents ssm-quicksetup ssm-sap ssmmessages states storage-omics streaming-rekognition
streaming-rekognition-fips sts sts-fips swf swf-fips sync-states synthetics synthetics-fips tagging tags-omics tax
textract textract-fips timestream-influxdb timestream-influxdb-fips tnb transcribe transcribestreaming transfer
translate trustedadvisor verifiedpermissions voiceid vpc-lattice wafv2 wafv2-fips wellarchitected wisdom
workflows-omics workmail workspaces workspaces-web workspaces-web-fips xray
`;

/**
 * What AWS offers in every region of every partition. Source: `endpoints.json` of the AWS SDKs, where each of these has a row
 * for each region; `ecr.dkr` comes with `ecr.api`.
 */
const everywhere: ReadonlySet<string> = new Set(
  `
acm appconfig appconfigdata application-autoscaling autoscaling batch cloudcontrolapi cloudformation cloudtrail codedeploy
config dms dynamodb ebs ec2 ecr.api ecr.dkr ecs eks elasticache elasticloadbalancing elasticmapreduce es events
kinesis-firehose kinesis-streams kms lambda logs monitoring pi ram rbin rds redshift resource-groups route53resolver s3
secretsmanager servicediscovery servicequotas sns sqs ssm states sts swf synthetics tagging xray
`
    .trim()
    .split(/\s+/),
);

const exceptions: Readonly<Record<string, Exception>> = {
  "airflow.api": { names: ["api.airflow"] },
  "airflow.env": { names: ["env.airflow", "*.env.airflow"] },
  "airflow.ops": { names: ["ops.airflow"] },
  "apprunner.requests": { own: "requests.apprunner", names: [] },
  "appstream.api": { names: ["appstream2"] },
  "appsync-api": { names: ["appsync-api", "*.appsync-api", "*.appsync-realtime-api"] },
  "bedrock-agentcore.gateway": { names: ["gateway.bedrock-agentcore", "*.gateway.bedrock-agentcore"] },
  billing: { suffix: "api.aws" },
  cassandra: { ports: [9142] },
  "cassandra-fips": { ports: [9142] },
  "codeartifact.api": { names: ["codeartifact"] },
  "codeartifact.repositories": { names: ["d.codeartifact", "*.d.codeartifact"] },
  "codeconnections.api": { names: ["codeconnections"] },
  "codestar-connections.api": { names: ["codestar-connections"] },
  "deadline.management": { names: ["management.deadline"] },
  "deadline.scheduling": { names: ["scheduling.deadline"] },
  dynamodb: { names: [], hasGateway: true },
  "dynamodb-fips": { names: [] },
  "dynamodb-streams": { own: "streams.dynamodb", names: [] },
  "ecr-public.api": { names: ["api.ecr-public"] },
  "ecr.api": { names: ["api.ecr"] },
  "ecr.dkr": { names: ["dkr.ecr", "*.dkr.ecr"] },
  "ecs-agent": { names: ["ecs-a"] },
  "ecs-telemetry": { names: ["ecs-t"] },
  "email-smtp": { ports: [25, 465, 587, 2465, 2587] },
  "emr-serverless-services.livy": {
    names: ["livy.emr-serverless-services", "*.livy.emr-serverless-services"],
  },
  "emrwal.prod": { names: ["prod.emrwal"] },
  "execute-api": { names: ["execute-api", "*.execute-api"] },
  "geo.geofencing": { names: ["geofencing.geo", "*.geofencing.geo"] },
  "geo.maps": { names: ["maps.geo", "*.maps.geo"] },
  "geo.metadata": { names: ["metadata.geo", "*.metadata.geo"] },
  "geo.places": { names: ["places.geo", "*.places.geo"] },
  "geo.routes": { names: ["routes.geo", "*.routes.geo"] },
  "geo.tracking": { names: ["tracking.geo", "*.tracking.geo"] },
  "glue.dashboard": { names: ["dashboard.glue"] },
  "grafana-workspace": { names: ["grafana-workspace", "*.grafana-workspace"] },
  internetmonitor: { suffix: "api.aws" },
  invoicing: { suffix: "api.aws" },
  "iot.api": { names: ["iot"] },
  "iot.credentials": { own: "credentials.iot", names: [] },
  "iot.data": { own: "data.iot", names: [] },
  "iot.fleethub.api": { names: ["api.fleethub.iot"] },
  "iotsitewise.api": { names: ["api.iotsitewise"] },
  "iotsitewise.data": { names: ["data.iotsitewise"] },
  "iottwinmaker.api": { names: ["api.iottwinmaker"] },
  "iottwinmaker.data": { names: ["data.iottwinmaker"] },
  "iotwireless.api": { names: ["api.iotwireless"] },
  "kinesis-firehose": { names: ["firehose"] },
  "kinesis-streams": { names: ["kinesis", "*.control-kinesis", "*.data-kinesis"] },
  "kinesis-streams-fips": { names: ["kinesis-fips"] },
  "lorawan.cups": { names: ["cups.lorawan", "*.cups.lorawan"] },
  "lorawan.lns": { names: ["lns.lorawan", "*.lns.lorawan"] },
  "managedblockchain.bitcoin.mainnet": { names: ["mainnet.bitcoin.managedblockchain"] },
  "managedblockchain.bitcoin.testnet": { names: ["testnet.bitcoin.managedblockchain"] },
  "memorydb-fips": { names: ["memory-db-fips"] },
  networkflowmonitor: { suffix: "api.aws" },
  networkflowmonitorreports: { suffix: "api.aws" },
  "payment-cryptography.controlplane": { names: ["controlplane.payment-cryptography"] },
  "payment-cryptography.dataplane": { names: ["dataplane.payment-cryptography"] },
  "pinpoint-sms-voice-v2": { names: ["sms-voice"] },
  "pricing.api": { names: ["api.pricing"] },
  "rum-dataplane": { names: ["dataplane.rum"] },
  s3: { names: ["s3", "*.s3", "*.s3-accesspoint", "*.s3-control"], hasGateway: true },
  "s3-outposts": { names: ["s3-outposts", "*.s3-outposts"] },
  s3vectors: { suffix: "api.aws" },
  "sagemaker.api": { names: ["api.sagemaker"] },
  "sagemaker.api-fips": { names: ["api-fips.sagemaker"] },
  "sagemaker.featurestore-runtime": { names: ["featurestore-runtime.sagemaker"] },
  "sagemaker.metrics": { names: ["metrics.sagemaker"] },
  "sagemaker.runtime": { names: ["runtime.sagemaker"] },
  "sagemaker.runtime-fips": { names: ["runtime-fips.sagemaker"] },
  storagegateway: {
    names: ["storagegateway", "*.storagegateway"],
    ports: [443, 1026, 1027, 1028, 1031, 2222],
  },
  "thinclient.api": { names: ["api.thinclient"] },
};

const services: ReadonlyMap<string, AwsService> = new Map(
  [
    ...regular
      .trim()
      .split(/\s+/)
      .map((label) => serviceOf(label, {})),
    ...Object.entries(exceptions).map(([label, exception]) => serviceOf(label, exception)),
  ]
    .sort((one, other) => compare(one.label, other.label))
    .map((service) => [service.label, service]),
);

function serviceOf(label: string, exception: Exception): AwsService {
  const { names = [label], ports = [443], suffix, hasGateway = false, own } = exception;
  return {
    label,
    ports,
    privateNames: (region) =>
      names.map((name) => `${name}.${region}.${suffix ?? partitionOf(region).dnsSuffix}`),
    hasGateway,
    isEverywhere: everywhere.has(label),
    ownLabel: own ?? names[0] ?? label,
  };
}

/** The service of this label, or undefined where no endpoint leads to one of that name. */
export function awsService(label: string): AwsService | undefined {
  return services.get(label);
}

/** The labels of all services, in ascending order. */
export const awsServiceLabels: readonly string[] = [...services.keys()];

/** The name of the endpoint service, in the partitions `aws` and `aws-us-gov`; others put a prefix before some of them. */
export function awsServiceName(label: string, region: string): string {
  return `com.amazonaws.${region}.${label}`;
}
