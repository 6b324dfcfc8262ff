/** What cannot be told, and on what that depends, as the end of "it depends on …". */
export interface Unknown {
  readonly dependsOn: string;
}

/** Kleene's logic: true, false, or not known. */
export type Truth = boolean | Unknown;

/** Not of true is false; what is not known stays so. */
export function not(truth: Truth): Truth {
  return typeof truth === "boolean" ? !truth : truth;
}

/** False as soon as one is false, whatever is not known about the others. */
export function every<T>(items: readonly T[], test: (item: T) => Truth): Truth {
  let result: Truth = true;
  for (const item of items) {
    const truth = test(item);
    if (truth === false) return false;
    if (truth !== true && result === true) result = truth;
  }
  return result;
}

/** True as soon as one is true, whatever is not known about the others. */
export function some<T>(items: readonly T[], test: (item: T) => Truth): Truth {
  let result: Truth = false;
  for (const item of items) {
    const truth = test(item);
    if (truth === true) return true;
    if (truth !== false && result === false) result = truth;
  }
  return result;
}
