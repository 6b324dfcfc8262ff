/**
 * What Lambda tells of a call, as far as it is used here.
 *
 * Source: "Using the Lambda context object to retrieve Node.js function information" of the Lambda developer guide.
 */
export interface LambdaContext {
  readonly functionName: string;
  /** Until Lambda ends the function. */
  readonly getRemainingTimeInMillis: () => number;
}
