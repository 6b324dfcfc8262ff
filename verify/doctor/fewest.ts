/**
 * The fewest that do together what no single one of them does: taken away one by one, those stay without which it is not done.
 *
 * @returns None where all of them do not do it, or there is only one.
 */
export function fewestTogether<Each>(
  all: readonly Each[],
  does: (some: readonly Each[]) => boolean,
): readonly Each[] {
  if (all.length < 2 || !does(all)) return [];
  return all.reduce<readonly Each[]>((needed, each) => {
    const others = needed.filter((other) => other !== each);
    return does(others) ? others : needed;
  }, all);
}
