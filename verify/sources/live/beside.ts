import type { ReadContext } from "./types";

/**
 * The answer to a call that tells of nothing but `types`, and goes on without it where it is refused: what else the reader finds
 * is known all the same.
 *
 * @param types Pulumi's type tokens of what is then unread.
 * @throws what the SDK throws for any other reason.
 */
export async function unlessRefused<Answer>(
  { refused }: Pick<ReadContext, "refused">,
  types: readonly string[],
  asked: Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (refused?.(error, types) === true) return undefined;
    throw error;
  }
}
