import { isSpent } from '../../engine/budgets/bill.ts';
import { DRILL_MODES } from '../../engine/drills/faults.ts';
import {
  type Circumstances,
  type Drill,
  DRILL_MS_MAX,
  type DrillReport,
  type Stop,
} from '../../engine/drills/drills.ts';
import { accessOf } from '../../engine/engine.ts';
import { Fault } from '../../model/fault.ts';
import { at, isArray, isObject, type Json, numberAt, textAt } from '../../model/json.ts';
import { type ModelRung, parseTarget, type Route } from '../../model/route.ts';
import { PROVEN_MS } from '../../model/status.ts';
import { shareOf } from '../../resilience/breaker.ts';
import { STOP_WHEN, type StopWhen } from '../../resilience/drill-harm.ts';
import type { Gateway, Live } from '../gateway.ts';
import { type Answers, type Told, well } from './question.ts';
import { judgedTrial } from './trials.ts';

export const DRILL_READS: Answers = {
  '/admin/drill': ({ gateway }) => told(gateway.live().engine.drills.report()),
};

export const DRILL_ORDERS: Answers = {
  '/admin/drill': ({ gateway, body }) => told(beginDrill(gateway, body())),
  '/admin/drill/renew': ({ gateway }) => {
    const { drills } = gateway.live().engine;
    drills.renew();
    return told(drills.report());
  },
  '/admin/drill/end': ({ gateway, body }) => {
    const { drills } = gateway.live().engine;
    drills.end(stopIn(body()));
    return told(drills.report());
  },
};

/** With what it has shown, once that is known. */
function told(report: DrillReport | null): Told {
  return well(report === null ? null : { ...report, trial: report.trial === null ? null : judgedTrial(report.trial) });
}

/** Begins an outage on purpose. Throws `bad-request` for what is no drill, and for one that would be a real outage. */
function beginDrill(gateway: Gateway, body: Json): DrillReport {
  const live = gateway.live();
  const drill = drillIn(live, body);
  if (at(body, 'unproven') !== true) refuseHarm(live, drill.providers);
  const { drills } = live.engine;
  const before = drills.report();
  if (before !== null && before.leftMs > 0) throw new Fault('bad-request', 'Another drill is still running');
  if (before !== null && before.trial === null)
    throw new Fault('bad-request', 'Requests of the drill before are still under way; it is over in a minute at most');
  drills.begin(drill, circumstancesOf(gateway, drill, at(body, 'code')));
  const report = drills.report();
  if (report === null) throw new Fault('bug', 'The drill did not begin');
  return report;
}

function circumstancesOf(gateway: Gateway, { providers }: Drill, code: Json | undefined): Circumstances {
  const { fingerprint: config, routes } = gateway.live().config;
  return {
    config,
    code: codeIn(code),
    routes: routes.filter((route) => isOn(route, providers)).map(({ name }) => name),
    spoiled: () => {
      const { config: now, engine } = gateway.live();
      if (now.fingerprint !== config) return 'the configuration changed while it went on';
      return engine.book.cutOffMs() === null ? '' : 'our own network was down meanwhile';
    },
    blind: () => {
      const trouble = gateway.status().journal?.trouble ?? '';
      return trouble === '' ? '' : `the journal does not answer: ${trouble}`;
    },
  };
}

/** Why whoever watches a drill ends it; null where they have seen enough. Reasons are cut to a length. */
function stopIn(body: Json): Stop | null {
  const kind = (['harm', 'blind'] as const).find((one) => textAt(body, one) !== '');
  return kind === undefined ? null : { kind, why: textAt(body, kind).slice(0, 300) };
}

/** What is not given is as usual; who begins it although nobody may stand in wants to see what happens then. */
function stopWhenIn(body: Json): StopWhen {
  const isWanted = at(body, 'unproven') === true;
  const usual = { ...STOP_WHEN, ...(isWanted && { answeredMin: null, firstTokenMsMax: null }) };
  const given = Object.keys(STOP_WHEN).flatMap((name) => {
    const value = at(body, 'stopWhen', name);
    if (value === undefined) return [];
    if (typeof value !== 'number' || !(value > 0)) throw new Fault('bad-request', `stopWhen.${name}: a number above 0`);
    return [[name, value]];
  });
  return { ...usual, ...Object.fromEntries(given) };
}

/** Whoever watches a drill cannot say sooner that they still do, ms. */
const LEASE_MS_MIN = 1_000;
/** Workflows whose code is told, at most. */
const CODE_MAX = 1_000;
/** A hash may be so long, characters. */
const HASH_LENGTH_MAX = 64;

/** The hash of the code of each workflow, as whoever runs the drill has it before their eyes. */
function codeIn(code: Json | undefined): Circumstances['code'] {
  if (!isObject(code ?? null)) return {};
  const entries = Object.entries(code ?? {}).slice(0, CODE_MAX);
  return Object.fromEntries(
    entries.flatMap(([id, hash]) =>
      typeof hash === 'string' ? [[id.slice(0, 200), hash.slice(0, HASH_LENGTH_MAX)]] : [],
    ),
  );
}

function drillIn({ config }: Live, body: Json): Drill {
  const ids = config.accounts.map(({ id }) => id);
  const providers = providersIn(body);
  const stranger = providers.find((one) => !ids.includes(one));
  if (stranger !== undefined || providers.length === 0)
    throw new Fault(
      'bad-request',
      `There is no provider ${(stranger ?? '').slice(0, 100)}; there are ${ids.join(', ')}`,
    );
  const mode = DRILL_MODES.find((one) => one === (textAt(body, 'mode') || '529'));
  if (mode === undefined) throw new Fault('bad-request', `mode: one of ${DRILL_MODES.join(', ')}`);
  const forMs = numberAt(body, 'forMs');
  if (!(forMs >= 1_000 && forMs <= DRILL_MS_MAX))
    throw new Fault('bad-request', 'for: between one second and one hour');
  const percent = at(body, 'percent') === undefined ? 100 : numberAt(body, 'percent');
  if (!(percent > 0 && percent <= 100)) throw new Fault('bad-request', 'percent: more than 0 and at most 100');
  const leaseMs = (at(body, 'leaseMs') ?? null) === null ? null : numberAt(body, 'leaseMs');
  if (leaseMs !== null && !(leaseMs >= LEASE_MS_MIN && leaseMs <= DRILL_MS_MAX))
    throw new Fault('bad-request', 'leaseMs: between one second and one hour');
  return {
    providers,
    mode,
    forMs,
    share: percent / 100,
    workflow: textAt(body, 'workflow').slice(0, 200),
    leaseMs,
    stopWhen: stopWhenIn(body),
  };
}

/** One, or several that fail together. */
function providersIn(body: Json): readonly string[] {
  const several = at(body, 'providers');
  const texts = isArray(several) ? several.map(String) : [textAt(body, 'provider')];
  return [...new Set(texts.filter((one) => one !== ''))];
}

/** Throws `bad-request` where nobody would stand in: nobody has shown lately that they can, or who has cannot be asked now. */
function refuseHarm(live: Live, providers: readonly string[]): void {
  const routes = live.config.routes.filter((route) => isOn(route, providers));
  const shown = routes.map((route) => ({
    name: route.name,
    targets: standbysOf(route, providers).flatMap((rung) => provenOf(live, rung)),
  }));
  const refuse = (lost: typeof shown, why: string, instead: string): void => {
    if (lost.length === 0) return;
    const names = lost.map(({ name }) => name).join(', ');
    const wanted = `${instead}, or say that you want it all the same (--unproven)`;
    throw new Fault('bad-request', `${why} on ${names}: the drill could become an outage. ${wanted}`);
  };
  refuse(
    shown.filter(({ targets }) => targets.length === 0),
    'No standby has answered in the last 24 hours',
    'Let each standby answer once (--prove)',
  );
  refuse(
    shown.filter(({ targets }) => !targets.some((target) => mayStandIn(live, target))),
    'Every standby that has answered lately rests, is only just back or is over a limit now',
    'Wait until one is back (failsoft status)',
  );
}

function isOn({ ladder }: Route, providers: readonly string[]): boolean {
  return ladder.some((rung) => rung.kind === 'model' && providers.includes(rung.provider));
}

function standbysOf({ ladder, allow }: Route, providers: readonly string[]): readonly ModelRung[] {
  return ladder.filter(
    (rung): rung is ModelRung =>
      rung.kind === 'model' && !providers.includes(rung.provider) && allow?.includes(rung.provider) !== false,
  );
}

/** The targets of a rung that have answered lately. */
function provenOf({ engine: { book, proofs, world } }: Live, { provider, model }: ModelRung): readonly string[] {
  const any = `${provider}/`;
  const targets = model === null ? [...book.known(any), ...proofs.noted(any)] : [`${any}${model}`];
  return targets.filter((target) => {
    const provenMs = proofs.provenMs(target);
    return provenMs !== null && world.nowMs() - provenMs < PROVEN_MS;
  });
}

/** One that is down now, or whose keys rest, would not stand in, whatever it did yesterday. */
function mayStandIn({ engine }: Live, target: string): boolean {
  const { book, vault, setup, world } = engine;
  const { provider, model } = parseTarget(target);
  const { account } = accessOf(setup, provider);
  if (isSpent(engine, account) || vault.pick(account, model, null, world.nowMs()) === null) return false;
  return !book.rests(target) && shareOf(book.of(target).breaker, world.nowMs()) === 1;
}
