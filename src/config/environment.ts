import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** The variables that a process is given. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Where a variable was found. */
export type Origin = 'environment' | '.env.local' | '.env';

/** Every variable that counts, with the place where it was found. */
export type Environment = ReadonlyMap<string, { readonly value: string; readonly origin: Origin }>;

/** The real variables, then those of `.env.local`, then those of `.env`; the first that names one wins. */
export function readEnvironment({ cwd, env }: { readonly cwd: string; readonly env: Variables }): Environment {
  const found = new Map<string, { value: string; origin: Origin }>();
  const sources: readonly (readonly [Origin, Variables])[] = [
    ['environment', env],
    ['.env.local', variablesIn(join(cwd, '.env.local'))],
    ['.env', variablesIn(join(cwd, '.env'))],
  ];
  for (const [origin, variables] of sources) {
    for (const [name, value] of Object.entries(variables)) {
      if (value !== undefined && !found.has(name)) found.set(name, { value, origin });
    }
  }
  return found;
}

function variablesIn(file: string): Variables {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch {
    // There is none, or it is not ours to read; both mean that nothing is set in it.
    return {};
  }
}

/** The first of these names that is set to something. */
export function firstSet(
  environment: Environment,
  names: readonly string[],
): { readonly name: string; readonly value: string; readonly origin: Origin } | null {
  for (const name of names) {
    const found = environment.get(name);
    const value = found?.value.trim() ?? '';
    if (found !== undefined && value !== '') return { name, value, origin: found.origin };
  }
  return null;
}
