/** Items in the order of their keys, by UTF-16 code units, whatever the language of the machine. */
export function sortedBy<E>(items: readonly E[], key: (item: E) => string): E[] {
  return items
    .map((item) => ({ item, key: key(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ item }) => item);
}
