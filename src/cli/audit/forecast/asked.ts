import type { Assumed } from '../../../audit/forecast/forecast.ts';
import type { Past } from '../../../audit/forecast/past.ts';
import { isDay, timeMs } from '../../../audit/workflows/time.ts';
import { DEFINITIONS } from '../../../history/definitions.ts';
import { coverage, pastIncidents } from '../../../history/past.ts';
import { Fault } from '../../../model/fault.ts';
import { type Given, optionOf } from '../../command.ts';

/** What counts as down when nobody says: shares of requests that fail, which is what a ladder is about. */
const USUAL = 'requests';

/** What is played where nobody says: the incidents that come with Failsoft, and those that a gateway knows itself. */
const PASTS = ['both', 'shipped', 'own'] as const;

/** The past that is to be played, counted as it was asked. Throws a `configuration` fault. */
export function pastOf(given: Given, own: Past['own']): Past {
  const name = optionOf(given, 'definition') ?? USUAL;
  const definition = Object.values(DEFINITIONS).find(({ id }) => id === name);
  if (definition === undefined)
    throw new Fault('configuration', `--definition is one of ${Object.keys(DEFINITIONS).join(', ')}, not "${name}".`);
  const which = PASTS.find((one) => one === (optionOf(given, 'past') ?? 'both'));
  if (which === undefined)
    throw new Fault('configuration', `--past is one of ${PASTS.join(', ')}, not "${optionOf(given, 'past')}".`);
  return {
    incidents: which === 'own' ? [] : pastIncidents(),
    coverage: which === 'own' ? new Map() : coverage(),
    own: which === 'shipped' ? null : own,
    definition,
    times: 'known',
  };
}

/** What is to be assumed instead of what is known. Throws a `configuration` fault. */
export function assumedIn(given: Given): Assumed {
  const since = optionOf(given, 'since');
  if (since !== null && !isDay(since))
    throw new Fault('configuration', `--since takes a day such as 2026-05-07, not "${since}".`);
  const switching = optionOf(given, 'switch');
  const switchMs = switching === null ? null : timeMs(switching);
  if (Number.isNaN(switchMs))
    throw new Fault('configuration', `--switch takes a time such as 3s or 30m, not "${switching}".`);
  const failing = optionOf(given, 'failing');
  const share = failing === null ? null : Number(failing);
  if (share !== null && !(share >= 0 && share <= 1))
    throw new Fault('configuration', `--failing takes a share from 0 to 1, not "${failing}".`);
  return { since, switchMs, failing: share };
}
