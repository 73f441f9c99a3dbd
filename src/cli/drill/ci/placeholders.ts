import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Variables } from '../../../config/environment.ts';
import { findConfig } from '../../../config/load.ts';
import { NO_KEY } from './variables.ts';

/** Where a configuration is: in a folder, under its usual name or another one. */
type Place = { readonly root: string; readonly file: string | null };

/**
 * Variables with something in the place of those that the configuration names and that are not set here: a pipeline has no keys, and in a
 * drill none is used.
 */
export function withPlaceholders(env: Variables, { root, file }: Place): Variables {
  const path = file === null ? findConfig(root) : resolve(root, file);
  if (path === null || !existsSync(path)) return env;
  const named = [...readFileSync(path, 'utf8').matchAll(/\$\{([A-Za-z_]\w*)\}/g)].map(([, name = '']) => name);
  return { ...Object.fromEntries(named.map((name) => [name, NO_KEY])), ...env };
}
