import { UserError } from "../../stacks/userError";

/** A policy document that AWS would refuse: the message tells what is wrong, where in the document, and what to do. */
export class PolicyError extends UserError {
  override readonly name = "PolicyError";
}
