import type { Advice } from '../model/advice.ts';
import { Fault } from '../model/fault.ts';
import type { IncidentQuery } from '../model/monitor.ts';
import type { Gateway } from './gateway.ts';
import { numberIn } from './query.ts';
import type { Bulletin } from './status-page/bulletin.ts';
import { figuresAsked, figuresOf } from './status-page/figures.ts';
import { guideLines, guideOf } from './status-page/guide.ts';
import { headlineOf } from './status-page/headline.ts';

const INCIDENTS = 50;
const INCIDENTS_MAX = 1_000;
/** Longer words are looked for by nobody, characters. */
const TEXT_MAX = 200;

type Watching = {
  readonly bulletin: Bulletin;
  readonly advice: readonly Advice[];
  readonly parameters: URLSearchParams;
};

/** What administrators may ask of the monitor, by path. */
const ANSWERS: Readonly<Record<string, (watching: Watching) => Promise<object>>> = {
  '/admin/verdicts': async ({ bulletin, advice }) => {
    const { monitor } = bulletin;
    const outlook = await bulletin.outlook();
    const known = { surfaces: monitor.surfaces(), verdicts: monitor.verdicts() };
    return { ...known, headline: headlineOf(outlook), guide: guideLines(guideOf(outlook, advice)) };
  },
  '/admin/sources': async ({ bulletin: { monitor } }) => ({
    sources: monitor.sources(),
    maintenances: monitor.maintenances(),
  }),
  '/admin/incidents': async ({ bulletin: { monitor }, parameters }) => ({
    incidents: await monitor.incidents(queryIn(parameters)),
  }),
  '/admin/figures': async ({ bulletin, parameters }) => {
    const { atMs } = await bulletin.outlook();
    return figuresOf(bulletin.monitor, figuresAsked(parameters), atMs);
  },
};

/** Null where nothing lives at this path. Rejects with `busy` when the store cannot be read now. */
export function watchedAt({ bulletin, live }: Gateway, path: string, query: string): Promise<object> | null {
  const answer = Object.hasOwn(ANSWERS, path) ? ANSWERS[path] : undefined;
  if (answer === undefined) return null;
  if (bulletin === null) throw new Fault('no-such-path', 'Nobody watches the providers here');
  return answer({ bulletin, advice: live().config.status.advice, parameters: new URLSearchParams(query) });
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
