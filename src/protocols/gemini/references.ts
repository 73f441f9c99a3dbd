import { isArray, isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';

/** Schemas with more definitions than this are taken to go round everywhere. Real ones have a few dozen. */
const DEFINITIONS_MAX = 500;

/** Where references go round for ever. */
export type Circles = {
  /** Does a reference to `target`, standing inside of a definition, lead back to that definition sooner or later? */
  readonly leadsBack: (inside: string, target: string) => boolean;
  /** Does a definition refer to itself sooner or later? */
  readonly isEndless: (name: string) => boolean;
};

/** Each definition is looked at once, so that references to references take no time that doubles with each. */
export function findCircles(definitions: JsonObject): Circles {
  const names = Object.keys(definitions);
  if (names.length > DEFINITIONS_MAX) return { leadsBack: () => true, isEndless: () => true };
  const next = new Map(names.map((name) => [name, targetsIn(definitions[name] ?? null)]));
  const known = new Map<string, ReadonlySet<string>>();

  const reachable = (from: string): ReadonlySet<string> => {
    const before = known.get(from);
    if (before !== undefined) return before;
    const seen = new Set<string>();
    const waiting = [...(next.get(from) ?? [])];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (seen.has(name)) continue;
      seen.add(name);
      waiting.push(...(next.get(name) ?? []));
    }
    known.set(from, seen);
    return seen;
  };

  return {
    leadsBack: (inside, target) => target === inside || reachable(target).has(inside),
    isEndless: (name) => reachable(name).has(name),
  };
}

function targetsIn(schema: Json): readonly string[] {
  const found = new Set<string>();
  const waiting: Json[] = [schema];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (isArray(value)) waiting.push(...value);
    else if (isObject(value)) {
      const name = textAt(value, '$ref').split('/').at(-1) ?? '';
      if (name !== '') found.add(name);
      waiting.push(...Object.values(value));
    }
  }
  return [...found];
}
