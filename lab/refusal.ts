/** AWS said no: its own error code and message. Thrown by handlers, caught by the cloud, never seen as a stack trace. */
export class Refusal extends Error {
  override readonly name = "Refusal";

  /** @param code AWS's error code, for example `InvalidSubnet.Range`. */
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
