/**
 * Those who wait for something of which there is not enough for all at once, by tenant. The tenants stand in the order of their turns:
 * each in its turn, and among one tenant's first come, first served. A value.
 */
export type FairQueue<One> = ReadonlyMap<string, readonly One[]>;

export const NOBODY_WAITS: FairQueue<never> = new Map();

/**
 * One more at its tenant's end. A queue of more than `most` is too long: then whoever has most in it loses its last one, so that nobody
 * can fill it alone. `away` is who has to go, maybe the one that has just come.
 */
export function joined<One>(
  queue: FairQueue<One>,
  { tenant, one }: { readonly tenant: string; readonly one: One },
  most: number,
): { readonly queue: FairQueue<One>; readonly away: One | null } {
  const longer = new Map(queue).set(tenant, [...(queue.get(tenant) ?? []), one]);
  let length = 0;
  let longest = tenant;
  for (const [name, own] of longer) {
    length += own.length;
    if (own.length > (longer.get(longest)?.length ?? 0)) longest = name;
  }
  if (length <= most) return { queue: longer, away: null };
  const away = longer.get(longest)?.at(-1) ?? one;
  return { queue: without(longer, longest, away), away };
}

/** Without one who waits no longer. The turns stay as they are. */
export function without<One>(queue: FairQueue<One>, tenant: string, one: One): FairQueue<One> {
  const left = (queue.get(tenant) ?? []).filter((other) => other !== one);
  const rest = new Map(queue);
  if (left.length > 0) rest.set(tenant, left);
  else rest.delete(tenant);
  return rest;
}

/** Whose turn it is, and the queue without it. Its tenant's next turn is behind everybody else's. Null: nobody waits. */
export function next<One>(queue: FairQueue<One>): { readonly one: One; readonly queue: FairQueue<One> } | null {
  for (const [tenant, [one, ...others]] of queue) {
    if (one === undefined) continue;
    const rest = new Map(queue);
    rest.delete(tenant);
    if (others.length > 0) rest.set(tenant, others);
    return { one, queue: rest };
  }
  return null;
}
