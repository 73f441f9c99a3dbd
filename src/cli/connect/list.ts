import type { Ending } from '../exit-codes.ts';
import { columns, out, printReport, talk } from '../print.ts';
import { disconnecting } from './apply.ts';
import { CONNECTABLE } from './clients.ts';
import type { Home } from './home.ts';
import { type Connection, readConnections } from './ledger.ts';

/** Shows which clients are connected, where, and whether what we wrote still stands there. */
export function listConnections(home: Home, json: boolean): Ending {
  const connections = readConnections(home);
  if (json) {
    const data = connections.map(({ client, url, connectedAt, files }) => ({
      client,
      url,
      connectedAt,
      files: files.map(({ file }) => file),
      state: stateOf({ client, url, connectedAt, files }),
    }));
    printReport('connections', { ok: true, data });
    return 'fine';
  }
  if (connections.length === 0) {
    talk.line(`No client is connected. To connect one: failsoft connect <${Object.keys(CONNECTABLE).join('|')}>`);
    return 'fine';
  }
  const rows = connections.map((one) => [
    one.client,
    one.url,
    STATES[stateOf(one)],
    one.files.map(({ file }) => file).join(', '),
  ]);
  for (const line of columns(rows)) out.line(line);
  return 'fine';
}

const STATES = {
  connected: 'connected',
  changed: 'changed since by you',
  gone: 'taken out by somebody else',
} as const;

function stateOf({ client, files }: Connection): keyof typeof STATES {
  const steps = files.map((changed) => disconnecting(client, changed));
  if (steps.some(({ left }) => left.length > 0)) return 'changed';
  return steps.some(({ now, next }) => now !== next) ? 'connected' : 'gone';
}
