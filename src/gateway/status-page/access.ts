import { isLoopback } from '../../config/address.ts';
import { Fault } from '../../model/fault.ts';
import type { WireHeaders } from '../../world/world.ts';
import { clientOf } from '../authorize.ts';
import type { Live } from '../gateway.ts';

/**
 * Who may see how providers are doing: on loopback everybody on this machine, elsewhere whoever has a key of a client, or everybody where
 * the operator says so. Browsers and readers of feeds present the key as a password. Throws `forbidden`.
 */
export function letLook(headers: WireHeaders, live: Live, { isPublic }: { readonly isPublic: boolean }): void {
  if (isPublic || isLoopback(live.config.listen.host)) return;
  const password = passwordIn(headers['authorization'] ?? '');
  const presented = password === null ? headers : { ...headers, authorization: `Bearer ${password}` };
  if (clientOf(presented, live) === null) throw new Fault('forbidden', 'A key is needed to see this');
}

/** What a browser sends after it has asked for name and password: `Basic`, and both in base64. */
function passwordIn(authorization: string): string | null {
  const [, encoded] = /^Basic +([\w+/=-]+)$/i.exec(authorization) ?? [];
  if (encoded === undefined) return null;
  const plain = Buffer.from(encoded, 'base64').toString('utf8');
  return plain.slice(plain.indexOf(':') + 1);
}

/** Makes a browser ask for the key. */
export const ASK_FOR_KEY = {
  'www-authenticate': 'Basic realm="Failsoft: any name, and a key of a client as password", charset="UTF-8"',
};
