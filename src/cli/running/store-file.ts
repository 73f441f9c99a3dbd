import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findConfig, loadConfig } from '../../config/load.ts';
import type { Given } from '../command.ts';

/** The file in which a gateway of this folder keeps what happened; null where there is none. */
export function storeFile({ cwd, env }: Pick<Given, 'cwd' | 'env'>): string | null {
  const path = pathIn({ cwd, env });
  return path !== null && existsSync(path) ? path : null;
}

function pathIn({ cwd, env }: Pick<Given, 'cwd' | 'env'>): string | null {
  const usual = join(cwd, '.failsoft', 'failsoft.db');
  if (findConfig(cwd) === null) return usual;
  try {
    return loadConfig({ cwd, env }).journal.path;
  } catch {
    // The file may need variables that are set only for the gateway; the journal is most likely at its usual place.
    return usual;
  }
}
