import type { Alerts, Tried } from '../model/alerts.ts';
import { Fault } from '../model/fault.ts';
import { type Json, textAt } from '../model/json.ts';
import type { Gateway } from './gateway.ts';

/** Throws `no-such-path` where nobody is watched. */
export function alertsOf({ alerts }: Pick<Gateway, 'alerts'>): Alerts {
  if (alerts === null)
    throw new Fault('no-such-path', 'Nobody watches the providers here, so nobody is told of anything');
  return alerts;
}

/** Sends something to try it to the channel that the body names, or to all. Rejects with `bad-request`. */
export async function testAlerts(gateway: Gateway, body: Json): Promise<{ readonly results: readonly Tried[] }> {
  const channel = textAt(body, 'channel');
  return { results: await alertsOf(gateway).test(channel === '' ? null : channel) };
}
