import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EC2Client } from "@aws-sdk/client-ec2";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";

/** Credentials of a role for a while. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/**
 * For every client. Milliseconds; with the SDK's own 0 a service that accepts a connection and answers nothing would
 * keep the function until Lambda ends it.
 */
const patience = {
  retryMode: "adaptive",
  maxAttempts: 6,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
} as const;

/** The table and STS are asked as the function itself, in its own region. */
export const ownClients = () => ({ table: new DynamoDBClient(patience), sts: new STSClient(patience) });

export const clientsIn = (region: string, credentials: Credentials) => ({
  ec2: new EC2Client({ ...patience, region, credentials }),
  ssm: new SSMClient({ ...patience, region, credentials }),
});
