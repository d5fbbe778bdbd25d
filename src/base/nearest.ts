/**
 * Those of some names that are nearest to a text, the nearest first.
 *
 * @param most how many of them
 * @param farthest characters by which a name may differ at most
 */
export function nearest(
  text: string,
  names: Iterable<string>,
  most: number,
  farthest = Number.POSITIVE_INFINITY,
): string[] {
  return [...names]
    .map((name) => ({ name, distance: distance(text.slice(0, 200), name.slice(0, 200)) }))
    .filter(({ distance }) => distance <= farthest)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, most)
    .map(({ name }) => name);
}

/** How many characters have to be added, removed or changed to make one text the other (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [at, character] of [...one].entries()) {
    const next = [at + 1];
    for (let to = 1; to <= other.length; to++)
      next.push(
        Math.min(
          (row[to] ?? 0) + 1,
          (next[to - 1] ?? 0) + 1,
          (row[to - 1] ?? 0) + (character === other[to - 1] ? 0 : 1),
        ),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
}
