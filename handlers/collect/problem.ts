import { errorName } from "../common/log";

/** What the function was doing when something failed. */
export type Step = keyof typeof steps;

interface Failing {
  readonly what: string;
  readonly whenDenied: string;
}

const steps = {
  role: {
    what: "The account's role could not be assumed",
    whenDenied: "let its trust policy name the role of this function",
  },
  instances: {
    what: "EC2's instances could not be read",
    whenDenied:
      "allow the account's role ec2:DescribeInstances, and see that the region is enabled in the account",
  },
  inventory: {
    what: "Systems Manager's inventory could not be read, so that what it knew of the servers was kept",
    whenDenied: "allow the account's role ssm:GetInventory",
  },
  tableRead: {
    what: "The table could not be read",
    whenDenied: "allow this function's role dynamodb:Scan on it, and kms:Decrypt on its key",
  },
  tableWrite: {
    what: "The table could not be written",
    whenDenied: "allow this function's role dynamodb:PutItem on it, and kms:Decrypt on its key",
  },
} as const satisfies Readonly<Record<string, Failing>>;

/** AWS's error codes, by what mends them. A code that is not here stands for itself. */
const remedies: readonly { readonly codes: readonly string[]; readonly mend: (step: Step) => string }[] = [
  {
    codes: ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthFailure", "OptInRequired"],
    mend: (step) => steps[step].whenDenied,
  },
  {
    codes: ["UnrecognizedClientException", "InvalidClientTokenId"],
    mend: () => "see that the region is enabled in the account",
  },
  {
    codes: [
      "RequestLimitExceeded",
      "Throttling",
      "ThrottlingException",
      "ProvisionedThroughputExceededException",
    ],
    mend: () => "it was throttled at every attempt; the next run tries again",
  },
  {
    codes: ["AbortError", "TimeoutError"],
    mend: () =>
      "it did not answer in time; the next run tries again, and a longer timeout of the function helps",
  },
  { codes: ["ResourceNotFoundException"], mend: () => "see that TABLE_NAME names a table of this region" },
];

/** A failure in one sentence, which names no more than AWS's code of it: a message of AWS's can quote what was asked. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(step: Step, cause: unknown) {
    const code = errorName(cause);
    const mend = remedies.find(({ codes }) => codes.includes(code))?.mend(step);
    super(`${steps[step].what} (${code})${mend === undefined ? "" : `: ${mend}`}`, { cause });
  }
}

/** Does what a step asks for, and says in its words how it failed. */
export async function during<Result>(step: Step, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(step, error);
  }
}
