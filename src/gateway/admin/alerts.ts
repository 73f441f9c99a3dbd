import type { Alerts } from '../../model/alerts.ts';
import { Fault } from '../../model/fault.ts';
import { textAt } from '../../model/json.ts';
import type { Gateway } from '../gateway.ts';
import { type Answers, well } from './question.ts';

export const ALERT_READS: Answers = {
  '/admin/alerts': ({ gateway }) => well(alertsOf(gateway).status()),
};

export const ALERT_ORDERS: Answers = {
  /** Sends something to try it to the channel that the body names, or to all. */
  '/admin/alerts/test': async ({ gateway, body }) => {
    const channel = textAt(body(), 'channel');
    return well({ results: await alertsOf(gateway).test(channel === '' ? null : channel) });
  },
};

/** Throws `no-such-path` where nobody is watched. */
function alertsOf({ alerts }: Pick<Gateway, 'alerts'>): Alerts {
  if (alerts === null)
    throw new Fault('no-such-path', 'Nobody watches the providers here, so nobody is told of anything');
  return alerts;
}
