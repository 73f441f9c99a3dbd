import { Fault } from '../../model/fault.ts';
import type { IncidentQuery } from '../../model/monitor.ts';
import type { Gateway } from '../gateway.ts';
import { numberIn } from '../query.ts';
import type { Bulletin } from '../status-page/bulletin.ts';
import { figuresAsked, figuresOf } from '../status-page/figures.ts';
import { guideLines, guideOf } from '../status-page/guide.ts';
import { headlineOf } from '../status-page/headline.ts';
import { type Answers, well } from './question.ts';

const INCIDENTS = 50;
const INCIDENTS_MAX = 1_000;
/** Longer words are looked for by nobody, characters. */
const TEXT_MAX = 200;

/** What administrators may ask of the monitor. Rejects with `busy` when the store cannot be read now. */
export const WATCHED: Answers = {
  '/admin/verdicts': async ({ gateway }) => {
    const bulletin = bulletinOf(gateway);
    const { monitor } = bulletin;
    const outlook = await bulletin.outlook();
    const { advice } = gateway.live().config.status;
    const known = { surfaces: monitor.surfaces(), verdicts: monitor.verdicts() };
    return well({ ...known, headline: headlineOf(outlook), guide: guideLines(guideOf(outlook, advice)) });
  },
  '/admin/sources': ({ gateway }) => {
    const { monitor } = bulletinOf(gateway);
    return well({ sources: monitor.sources(), maintenances: monitor.maintenances() });
  },
  '/admin/incidents': async ({ gateway, parameters }) =>
    well({ incidents: await bulletinOf(gateway).monitor.incidents(queryIn(parameters)) }),
  '/admin/past': async ({ gateway }) => well(await bulletinOf(gateway).monitor.past()),
  '/admin/figures': async ({ gateway, parameters }) => {
    const bulletin = bulletinOf(gateway);
    const { atMs } = await bulletin.outlook();
    return well(await figuresOf(bulletin.monitor, figuresAsked(parameters), atMs));
  },
};

/** Throws `no-such-path` where nobody is watched. */
function bulletinOf({ bulletin }: Gateway): Bulletin {
  if (bulletin === null) throw new Fault('no-such-path', 'Nobody watches the providers here');
  return bulletin;
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
