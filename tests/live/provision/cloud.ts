import { withCallServer, type AwsAnswer, type AwsCall, type CallServer } from "../../support/callServer";
import { networkMending } from "./networkMending";

export type { AwsAnswer as CloudAnswer, AwsCall as CloudCall } from "../../support/callServer";

/** What is done for a server that does not do all that AWS does. */
export interface Mending {
  /** Answers in the server's place; undefined leaves it to the server. */
  readonly before?: (call: AwsCall) => AwsAnswer | undefined;
  /** What AWS would have answered. */
  readonly after?: (call: AwsCall, answer: AwsAnswer) => AwsAnswer;
}

export interface Cloud extends Omit<CallServer, "forget"> {
  /** Forgets the calls so far; answers those to come itself, where it is told how. */
  begin(answer?: (call: AwsCall) => AwsAnswer | undefined): void;
}

/**
 * Stands before a server of moto's and makes up for what that forgets. Call it in a `describe`, after the server's own set-up;
 * what it gives can be called in hooks and tests.
 *
 * @param behind The endpoint of the server.
 * @param more What else there is to make up for.
 */
export function withCloud(behind: () => string, more: readonly Mending[] = []): () => Cloud {
  let answers: (call: AwsCall) => AwsAnswer | undefined = () => undefined;
  const mendings = [networkMending(), ...more];
  const server = withCallServer(behind, async (call, passOn) => {
    const own = [answers, ...mendings.flatMap((mending) => mending.before ?? [])];
    const instead = own.reduce<AwsAnswer | undefined>((found, answer) => found ?? answer(call), undefined);
    const given = instead ?? (await passOn());
    return mendings.reduce((mended, { after: mend }) => mend?.(call, mended) ?? mended, given);
  });

  return () => {
    const running = server();
    return {
      endpoint: running.endpoint,
      get calls() {
        return running.calls;
      },
      begin: (answer = () => undefined) => {
        running.forget();
        answers = answer;
      },
    };
  };
}
