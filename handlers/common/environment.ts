/** The variables that a function is given, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Error with the variable's name where the environment lacks it. */
export function requiredVariable(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined || value === "") throw new Error(`The environment has no ${name}`);
  return value;
}
