import { durationMs } from '../../config/quantities.ts';
import { Fault } from '../../model/fault.ts';
import type { KeptQuery } from '../../model/kept-answer.ts';
import { type Given, optionOf } from '../command.ts';

/** Which kept answers a command line means. Throws a `configuration` fault. */
export function queryOf(given: Given): KeptQuery {
  const [tenant, route, model, key] = ['tenant', 'route', 'model', 'key'].map((name) => optionOf(given, name));
  const beforeMs = beforeOf(given);
  return {
    ...(typeof tenant === 'string' && { tenant }),
    ...(typeof route === 'string' && { route }),
    ...(typeof model === 'string' && { model }),
    ...(typeof key === 'string' && { key }),
    ...(beforeMs !== null && { beforeMs }),
  };
}

function beforeOf(given: Given): number | null {
  const written = optionOf(given, 'olderThan');
  if (written === null) return null;
  // Nobody counts the hours of a month.
  const days = /^(\d{1,4})d$/.exec(written)?.[1];
  const ms = days === undefined ? durationMs(written) : Number(days) * 86_400_000;
  if (Number.isNaN(ms))
    throw new Fault('configuration', `--older-than takes a time such as 30m, 12h or 7d, not "${written}".`);
  return Date.now() - ms;
}
