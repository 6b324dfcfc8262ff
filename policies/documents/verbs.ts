/** Verbs that the names of AWS's actions begin with. Source: Service Authorization Reference, by access level. */
const reading = "BatchGet Describe Get Head List Query Read Receive Scan Search Select".split(" ");
const changing = (
  "Abort Add Associate Attach BatchWrite Copy Create Delete Detach Disable Enable Invoke Modify Publish Put Register Remove " +
  "Replicate Reset Restore Run Send Set Start Stop Tag Terminate Untag Update Upload Write"
).split(" ");

/** Whether patterns of actions, such as `Get*`, let one both read and change. A full name is meant as it stands. */
export function readAndChange(patterns: readonly string[]): boolean {
  const beginnings = patterns
    .filter((pattern) => /[*?]/.test(pattern))
    .map((pattern) => pattern.replace(/[*?].*$/, "").toLowerCase());
  const isAmong = (verbs: readonly string[]): boolean =>
    verbs.some((each) => {
      const verb = each.toLowerCase();
      return beginnings.some((beginning) => beginning.startsWith(verb) || verb.startsWith(beginning));
    });
  return isAmong(reading) && isAmong(changing);
}
