import { orderedOperators } from "./ordered";

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators", Date. */
export const dateOperators = orderedOperators(
  "Date",
  instantOf,
  "a date such as 2026-01-31T12:00:00Z, nor a number of seconds since 1970",
);

/** Milliseconds since 1970, of the W3C's profile of ISO 8601 or of a number of seconds. */
function instantOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  if (!/^\d{4}-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?)?$/.test(text)) {
    return undefined;
  }
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : instant;
}
