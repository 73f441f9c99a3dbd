import { Fault } from '../../model/fault.ts';
import type { WireHeaders } from '../../world/world.ts';
import { clientOf, keepStrangersOut } from '../authorize.ts';
import type { Live } from '../gateway.ts';
import type { Incoming } from '../handle.ts';

/**
 * Lets in who may read and write the documents: the writer's own pages on this machine, and programs on it; from elsewhere the clients
 * that the operator names for that. Behind a proxy that the
 * operator knows of (`origins`) everybody is elsewhere. Throws `bad-origin`, `forbidden`.
 */
export function letWrite(incoming: Pick<Incoming, 'fromHere' | 'headers'>, live: Live): void {
  keepOtherOriginsOut(incoming.headers);
  if (live.config.origins.length === 0 && isHere(incoming)) return;
  const client = live.config.clients.length === 0 ? null : clientOf(incoming.headers, live);
  if (client === null || !live.config.writer.clients.includes(client.id))
    throw new Fault('forbidden', 'The documents are for clients that "writer: { clients: [...] }" names');
}

/** Another page on this machine, at another port, is another origin, too. */
function keepOtherOriginsOut(headers: WireHeaders): void {
  const site = headers['sec-fetch-site'] ?? 'same-origin';
  const origin = headers['origin'];
  const own = origin === undefined || (URL.canParse(origin) && new URL(origin).host === headers['host']);
  if (!own || (site !== 'same-origin' && site !== 'none'))
    throw new Fault('bad-origin', 'The documents are for the writer itself, and for no other page');
}

function isHere(incoming: Pick<Incoming, 'fromHere' | 'headers'>): boolean {
  try {
    keepStrangersOut(incoming);
    return true;
  } catch {
    return false;
  }
}
