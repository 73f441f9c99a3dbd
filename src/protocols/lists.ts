/** Two lists in one. For nearly every event of a stream one of them is empty, and then nothing has to be copied. */
export function joined<Item>(before: readonly Item[], after: readonly Item[]): readonly Item[] {
  if (before.length === 0) return after;
  return after.length === 0 ? before : [...before, ...after];
}

/** What becomes of each item, in one list. Nearly every event of a stream holds one thing only, and then nothing has to be copied. */
export function flattened<Item, Out>(items: readonly Item[], of: (item: Item) => readonly Out[]): readonly Out[] {
  const [first] = items;
  return items.length === 1 && first !== undefined ? of(first) : items.flatMap((item) => of(item));
}
