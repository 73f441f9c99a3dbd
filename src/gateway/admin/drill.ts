import { type Drill, DRILL_MODES, DRILL_MS_MAX, type DrillReport } from '../../engine/drills.ts';
import { Fault } from '../../model/fault.ts';
import { at, isObject, type Json, numberAt, textAt } from '../../model/json.ts';
import type { ModelRung, Route } from '../../model/route.ts';
import type { Live } from '../gateway.ts';
import { type Answers, well } from './question.ts';

/** A standby that has answered within this time is believed to be able to. */
const PROVEN_MS = 24 * 3_600_000;

export const DRILL_READS: Answers = {
  '/admin/drill': ({ gateway }) => well(gateway.live().engine.drills.report()),
};

export const DRILL_ORDERS: Answers = {
  '/admin/drill': ({ gateway, body }) => well(beginDrill(gateway.live(), body())),
  '/admin/drill/end': ({ gateway }) => {
    const { drills } = gateway.live().engine;
    drills.end();
    return well(drills.report());
  },
};

/** Begins an outage on purpose. Throws `bad-request` for what is no drill, and for one that would be a real outage. */
function beginDrill(live: Live, body: Json): DrillReport {
  const drill = drillIn(live, body);
  const lost = unproven(live, drill.provider);
  if (lost.length > 0 && at(body, 'unproven') !== true) {
    throw new Fault(
      'bad-request',
      `No standby has answered in the last 24 hours on ${lost.join(', ')}: the drill could become an outage. ` +
        'Let each standby answer once (--prove), or say that you want it all the same (--unproven)',
    );
  }
  const { drills } = live.engine;
  if ((drills.report()?.leftMs ?? 0) > 0) throw new Fault('bad-request', 'Another drill is still running');
  drills.begin(drill);
  const report = drills.report();
  if (report === null) throw new Fault('bug', 'The drill did not begin');
  return report;
}

function drillIn({ config }: Live, body: Json): Drill {
  const provider = textAt(body, 'provider');
  const ids = config.accounts.map(({ id }) => id);
  if (!isObject(body) || !ids.includes(provider))
    throw new Fault('bad-request', `There is no provider ${provider.slice(0, 100)}; there are ${ids.join(', ')}`);
  const mode = DRILL_MODES.find((one) => one === (textAt(body, 'mode') || '529'));
  if (mode === undefined) throw new Fault('bad-request', `mode: one of ${DRILL_MODES.join(', ')}`);
  const forMs = numberAt(body, 'forMs');
  if (!(forMs >= 1_000 && forMs <= DRILL_MS_MAX))
    throw new Fault('bad-request', 'for: between one second and one hour');
  const percent = at(body, 'percent') === undefined ? 100 : numberAt(body, 'percent');
  if (!(percent > 0 && percent <= 100)) throw new Fault('bad-request', 'percent: more than 0 and at most 100');
  return { provider, mode, forMs, share: percent / 100, workflow: textAt(body, 'workflow').slice(0, 200) };
}

/** Routes that this provider serves and where nobody else has shown lately that they can. */
function unproven(live: Live, provider: string): readonly string[] {
  return live.config.routes
    .filter(({ ladder }) => ladder.some((rung) => rung.kind === 'model' && rung.provider === provider))
    .filter((route) => !standbysOf(route, provider).some((rung) => isProven(live, rung)))
    .map(({ name }) => name);
}

function standbysOf({ ladder, allow }: Route, provider: string): readonly ModelRung[] {
  return ladder.filter(
    (rung): rung is ModelRung =>
      rung.kind === 'model' && rung.provider !== provider && allow?.includes(rung.provider) !== false,
  );
}

function isProven({ engine: { book, proofs, world } }: Live, { provider, model }: ModelRung): boolean {
  const targets = model === null ? book.known(`${provider}/`) : [`${provider}/${model}`];
  return targets.some((target) => {
    const provenMs = proofs.provenMs(target);
    return provenMs !== null && world.nowMs() - provenMs < PROVEN_MS;
  });
}
