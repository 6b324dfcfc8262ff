import { withCallServer, type AwsAnswer, type AwsCall, type CallServer } from "./callServer";

export type { AwsAnswer, AwsCall } from "./callServer";

/** What to do with a call: answer it, never answer it, or pass it on with another body. undefined passes it on as it is. */
export type Treatment = { readonly answer: AwsAnswer } | { readonly body: string } | "hang" | undefined;

export interface AwsProxy extends Omit<CallServer, "forget"> {
  /** Forgets the calls so far, and treats those to come in another way. */
  begin(treat?: (call: AwsCall) => Treatment): void;
}

/**
 * Stands between the AWS SDK and a server that answers as AWS does, for what that server cannot: to refuse, to throttle,
 * to be silent, to cut answers into more pages, and to count. Call it in a `describe`, after the server's own set-up; what it
 * gives can be called in hooks and tests.
 *
 * @param behind The endpoint of the server.
 */
export function withAwsProxy(behind: () => string): () => AwsProxy {
  let treat: (call: AwsCall) => Treatment = () => undefined;
  const server = withCallServer(behind, async (call, passOn) => {
    const treatment = treat(call);
    if (treatment === "hang") return undefined;
    return treatment !== undefined && "answer" in treatment ? treatment.answer : passOn(treatment?.body);
  });

  return () => {
    const running = server();
    return {
      endpoint: running.endpoint,
      get calls() {
        return running.calls;
      },
      begin: (next = () => undefined) => {
        running.forget();
        treat = next;
      },
    };
  };
}

/** A failure as the services answer it that speak JSON (DynamoDB, Systems Manager). */
export const jsonFailure = (code: string, status = 400): Treatment => ({
  answer: {
    status,
    contentType: "application/x-amz-json-1.0",
    body: JSON.stringify({ __type: `com.amazonaws#${code}`, message: "as the test asked for" }),
  },
});

/** A failure as STS answers it. */
export const stsFailure = (code: string): Treatment => ({
  answer: {
    status: 403,
    contentType: "text/xml",
    body:
      `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code>` +
      "<Message>as the test asked for</Message></Error><RequestId>1</RequestId></ErrorResponse>",
  },
});

/** A failure as EC2 answers it. */
export const ec2Failure = (code: string, status = 403): Treatment => ({
  answer: {
    status,
    contentType: "text/xml",
    body:
      `<Response><Errors><Error><Code>${code}</Code><Message>as the test asked for</Message></Error></Errors>` +
      "<RequestID>1</RequestID></Response>",
  },
});
