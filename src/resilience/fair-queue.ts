/**
 * Those who wait for something of which there is not enough for all at once, by tenant. The tenants stand in the order of their turns:
 * each in its turn, and among one tenant's first come, first served. A value.
 */
export type FairLine<One> = ReadonlyMap<string, readonly One[]>;

export const NOBODY_WAITS: FairLine<never> = new Map();

/**
 * One more at its tenant's end. A line of more than `most` is too long: then whoever has most in it loses its last one, so that nobody
 * can fill it alone. `away` is who has to go, maybe the one that has just come.
 */
export function joined<One>(
  line: FairLine<One>,
  { tenant, one }: { readonly tenant: string; readonly one: One },
  most: number,
): { readonly line: FairLine<One>; readonly away: One | null } {
  const longer = new Map(line).set(tenant, [...(line.get(tenant) ?? []), one]);
  let length = 0;
  let longest = tenant;
  for (const [name, own] of longer) {
    length += own.length;
    if (own.length > (longer.get(longest)?.length ?? 0)) longest = name;
  }
  if (length <= most) return { line: longer, away: null };
  const away = longer.get(longest)?.at(-1) ?? one;
  return { line: without(longer, longest, away), away };
}

/** Without one who waits no longer. The turns stay as they are. */
export function without<One>(line: FairLine<One>, tenant: string, one: One): FairLine<One> {
  const left = (line.get(tenant) ?? []).filter((other) => other !== one);
  const rest = new Map(line);
  if (left.length > 0) rest.set(tenant, left);
  else rest.delete(tenant);
  return rest;
}

/** Whose turn it is, and the line without it. Its tenant's next turn is behind everybody else's. Null: nobody waits. */
export function next<One>(line: FairLine<One>): { readonly one: One; readonly line: FairLine<One> } | null {
  for (const [tenant, [one, ...others]] of line) {
    if (one === undefined) continue;
    const rest = new Map(line);
    rest.delete(tenant);
    if (others.length > 0) rest.set(tenant, others);
    return { one, line: rest };
  }
  return null;
}
