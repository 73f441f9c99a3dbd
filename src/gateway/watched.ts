import { Fault } from '../model/fault.ts';
import type { IncidentQuery, Monitor } from '../model/monitor.ts';
import { numberIn } from './query.ts';

const INCIDENTS = 50;
const INCIDENTS_MAX = 1_000;
/** Longer words are looked for by nobody, characters. */
const TEXT_MAX = 200;

/** What administrators may ask of the monitor, by path. */
const ANSWERS: Readonly<Record<string, (monitor: Monitor, parameters: URLSearchParams) => Promise<object>>> = {
  '/admin/verdicts': async (monitor) => ({ surfaces: monitor.surfaces(), verdicts: monitor.verdicts() }),
  '/admin/sources': async (monitor) => ({ sources: monitor.sources(), maintenances: monitor.maintenances() }),
  '/admin/incidents': async (monitor, parameters) => ({ incidents: await monitor.incidents(queryIn(parameters)) }),
};

/** Null where nothing lives at this path. Rejects with `busy` when the store cannot be read now. */
export function watchedAt(monitor: Monitor | null, path: string, query: string): Promise<object> | null {
  const answer = Object.hasOwn(ANSWERS, path) ? ANSWERS[path] : undefined;
  if (answer === undefined) return null;
  if (monitor === null) throw new Fault('no-such-path', 'Nobody watches the providers here');
  return answer(monitor, new URLSearchParams(query));
}

function queryIn(parameters: URLSearchParams): IncidentQuery {
  const surface = parameters.get('surface');
  const id = parameters.get('id');
  const text = parameters.get('text');
  const beforeMs = numberIn(parameters, 'before_ms');
  return {
    limit: Math.min(numberIn(parameters, 'limit') ?? INCIDENTS, INCIDENTS_MAX),
    ...(surface !== null && { surface }),
    ...(id !== null && { id }),
    ...(text !== null && { text: text.slice(0, TEXT_MAX) }),
    ...(beforeMs !== null && { beforeMs }),
    ...(parameters.get('open') === 'true' && { openOnly: true }),
  };
}
