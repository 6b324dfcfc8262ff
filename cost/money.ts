/** Millionths of a dollar, always whole: so sums are exact, whatever their order. */
export type Micros = number;

export function microsOf(usd: number): Micros {
  return Math.round(usd * 1e6);
}

export function dollarsOf(micros: Micros): number {
  return micros / 1e6;
}

/** Splits an amount by weights, none of it lost; evenly where no weight says otherwise. */
export function split(amount: Micros, weights: readonly number[]): readonly Micros[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const parts = sum > 0 ? weights : weights.map(() => 1);
  const whole = sum > 0 ? sum : weights.length;
  let [passed, given] = [0, 0];
  return parts.map((part, index) => {
    passed += part;
    const upToHere = index === parts.length - 1 ? amount : Math.round((amount * passed) / whole);
    const share = upToHere - given;
    given = upToHere;
    return share;
  });
}
