import type { Variables } from '../../config/environment.ts';
import { Fault } from '../../model/fault.ts';
import { isObject, type Json, listAt } from '../../model/json.ts';
import { ANY_KEY, type Door } from '../launch/clients.ts';
import { tell } from './client.ts';

/** A gateway that runs, and what lets a client in; null when it wants a key and FAILSOFT_KEY has none. Throws `unreachable`. */
export async function doorAt(url: string, env: Variables): Promise<Door | null> {
  const { body: config } = await tell(url, { path: '/admin/config' });
  if (!isObject(config)) throw new Fault('unreachable', `The gateway at ${url} does not tell its configuration`);
  const key = env['FAILSOFT_KEY'] ?? (wantsKey(config) ? null : ANY_KEY);
  return key === null ? null : { url, key, config };
}

/** The sentence for a gateway that would not let anybody in. */
export function keyWanted(url: string): string {
  return `The gateway at ${url} wants a key: set FAILSOFT_KEY to one of its "clients".`;
}

function wantsKey(config: Json): boolean {
  return listAt(config, 'clients').length > 0;
}
