/** A mistake of the user's: its message is all there is to show, never a stack trace. */
export class UserError extends Error {
  override readonly name: string = "UserError";
}
