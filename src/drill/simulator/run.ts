import { complete } from '../../engine/complete.ts';
import { accessTo, createEngine, type Engine, newId, type Setup } from '../../engine/engine.ts';
import { watchOver } from '../../engine/probes.ts';
import type { RequestEntry } from '../../model/journal.ts';
import { LIMITS, type Route, type Rung } from '../../model/route.ts';
import { Secret } from '../../model/secret.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import { shareOf } from '../../resilience/breaker.ts';
import { scan } from '../../protocols/scan.ts';
import type { Provider } from '../../providers/provider.ts';
import { simulatedWorld, type SimulatedWorld } from '../../world/simulated.ts';
import { bodyOf, type Earlier, wordsOf } from './asking.ts';
import { caller, type Received } from './caller.ts';
import type { Exchange } from './exchange.ts';
import { hear } from './hearing/hear.ts';
import { internet, keyOf, type Witness } from './provider.ts';
import type { Disturbance, ProviderPlan, Question, RoutePlan, Scenario } from './scenario.ts';
import { type Observations, watched } from './watched.ts';

/** One question, what its caller got, and what was noted of it. */
export type Talk = {
  readonly question: Question;
  readonly id: string;
  readonly askedMs: number;
  readonly route: RoutePlan;
  /** The targets that may be asked, best first. */
  readonly targets: readonly string[];
  readonly received: Received;
  /** The breaker of its first target was open when it was asked. */
  readonly avoided: boolean;
};

/** All that happened in one simulated outage. */
export type Run = Observations & {
  readonly scenario: Scenario;
  readonly talks: readonly Talk[];
  readonly exchanges: readonly Exchange[];
  readonly entries: readonly RequestEntry[];
  /** The share of the requests (0–1) that every target was given when everything had been well for long. */
  readonly recovered: ReadonlyMap<string, number>;
  /** What was not over at the very end. */
  readonly timersLeft: number;
  readonly exchangesLeft: number;
};

export type RunOptions = {
  /** The journal takes nothing. */
  readonly deafJournal?: boolean;
  /** The wall clock does not jump. */
  readonly steadyWall?: boolean;
};

const INSTANCE = 'simulated';
/** How long after the last question everything has to have come to rest. */
const REST_MS = 700_000;
const TICK_MS = 20;

/** Plays a scenario with the real engine in a simulated world. */
export function run(scenario: Scenario, options: RunOptions = {}): Run {
  const entries: RequestEntry[] = [];
  let speaking: Exchange | null = null;
  const witness: Witness = (exchange, act) => {
    speaking = exchange;
    act();
    speaking = null;
  };
  const isOpen = (target: string): boolean => engine.book.of(target).breaker.state === 'open';
  const { network, exchanges } = internet(scenario, witness, isOpen);
  const world = simulatedWorld(scenario.seed, network, { tickMs: TICK_MS, shuffled: true });
  const sink = { record: (entry: RequestEntry) => void (options.deafJournal === true || entries.push(entry)) };
  const made = createEngine(world, sink, setupOf(scenario, 0));
  const { book, changes, staleReports } = watched(made.book, { nowMs: world.nowMs, speaker: () => speaking });
  const engine = watchOver({ ...made, book });
  let live: Live = { engine, routes: routesOf(scenario) };
  const talks: Talk[] = [];

  for (const question of scenario.questions) {
    world.arrive(question.atMs, () => talks.push(ask(question, { scenario, world, live, talks })));
  }
  let config = 0;
  for (const disturbance of scenario.disturbances) {
    world.arrive(disturbance.atMs, () => {
      if (disturbance.kind === 'wall' && options.steadyWall === true) return;
      if (disturbance.kind === 'reload') config += 1;
      live = disturbed(disturbance, { scenario, world, live, config });
    });
  }

  world.pass(scenario.endMs);
  const recovered = new Map(
    targetsOf(scenario).map((target) => [target, shareOf(engine.book.of(target).breaker, world.nowMs())]),
  );
  world.pass(scenario.laterMs - scenario.endMs);
  for (const [index, { name }] of scenario.routes.entries())
    talks.push(ask(lastQuestion(name, `z${index}`, scenario), { scenario, world, live, talks }));
  world.pass(REST_MS);
  return {
    scenario,
    talks,
    exchanges,
    entries,
    changes,
    staleReports,
    recovered,
    timersLeft: world.timers(),
    exchangesLeft: exchanges.filter(({ end }) => end === 'open').length,
  };
}

type Live = { readonly engine: Engine; readonly routes: readonly Route[] };
type Stage = { readonly scenario: Scenario; readonly world: SimulatedWorld; readonly live: Live };

function disturbed(disturbance: Disturbance, { scenario, world, live, config }: Stage & { config: number }): Live {
  switch (disturbance.kind) {
    case 'freeze':
      world.freeze(disturbance.ms);
      return live;
    case 'wall':
      world.stepWall(disturbance.ms);
      return live;
    case 'reload':
      // What runs goes on with what it began with; what comes now gets other keys and addresses.
      return {
        engine: watchOver({ ...live.engine, setup: setupOf(scenario, config) }),
        routes: routesOf(scenario),
      };
  }
}

function ask(question: Question, { scenario, world, live, talks }: Stage & { readonly talks: readonly Talk[] }): Talk {
  const { caller: dialect, stream } = question;
  const model = 'some-model';
  const body = Buffer.from(JSON.stringify(bodyOf(question, model, earlierTo(question, talks))));
  const scanned = scan(body, stream);
  const route = live.routes.find(({ name }) => name === question.route);
  const plan = scenario.routes.find(({ name }) => name === question.route);
  if (scanned === null || route === undefined || plan === undefined)
    throw new Error('A scenario that cannot be played');
  const { sink, received, run: start } = caller(question.reader, world);
  const id = newId(world);
  const asked = {
    id,
    caller: PROTOCOLS[dialect],
    embedding: null,
    body,
    scan: dialect === 'gemini' ? { model, stream, modelAt: null } : scanned,
    headers: { 'user-agent': 'simulated' },
    query: '',
    credential: null,
    route,
    standby: question.standby,
    client: '',
    workflow: '',
  };
  const askedMs = world.nowMs();
  const usable = question.standby ? plan.ladder : plan.ladder.slice(0, 1);
  const targets = usable
    .filter(({ provider }) => plan.allow === null || plan.allow.includes(provider))
    .map((rung) => `${rung.provider}/${rung.model ?? model}`);
  const avoided = live.engine.book.of(targets[0] ?? '').breaker.state === 'open';
  start(complete(asked, sink, live.engine));
  return { question, id, askedMs, route: plan, targets, received, avoided };
}

/** What was said before, when it came to its end. */
function earlierTo({ after }: Question, talks: readonly Talk[]): Earlier | null {
  const before = talks.find(({ question }) => question.tag === after);
  if (before === undefined || before.received.end !== 'ended') return null;
  const ear = hear(before.question.caller, before.received);
  if (!ear.complete || ear.text === '' || ear.calls.length > 0) return null;
  const { thinking, signature } = ear;
  const thought = thinking === '' || signature === '' ? null : { thinking, signature };
  return { question: wordsOf(before.question), answer: ear.text, thought };
}

/** A plain question in the dialect of whoever should answer it. */
function lastQuestion(route: string, tag: string, { routes, providers }: Scenario): Question {
  const first = routes.find(({ name }) => name === route)?.ladder[0];
  const dialect = providers.find(({ id }) => id === first?.provider)?.dialect ?? 'openai-chat';
  return {
    tag,
    atMs: 0,
    route,
    caller: dialect,
    stream: true,
    standby: true,
    thinking: false,
    tools: false,
    schema: false,
    maxTokens: null,
    trigger: '',
    after: null,
    reader: { bytesPerSecond: null, stallMs: 0, stallAtBytes: 0, leavesMs: null },
  };
}

function targetsOf({ routes }: Scenario): readonly string[] {
  return routes.flatMap(({ ladder }) => ladder.map(({ provider, model }) => `${provider}/${model ?? 'some-model'}`));
}

function setupOf({ providers }: Scenario, config: number): Setup {
  const accounts = providers.map((plan) => ({
    id: plan.id,
    provider: providerOf(plan, config),
    keys: {
      kind: 'own' as const,
      secrets: Array.from({ length: plan.keys }, (_, key) => new Secret(keyOf(plan.id, key, config))),
    },
    models: [],
    ...(plan.places !== null && { concurrency: plan.places }),
  }));
  return {
    access: new Map(accounts.map((account) => [account.id, accessTo(account)])),
    answerBytes: 4 * 1024 * 1024,
    bodies: false,
    sealKey: Buffer.from('a key for seals'),
    instance: INSTANCE,
  };
}

const BASES = { anthropic: '/v1', 'openai-chat': '/v1', 'openai-responses': '/v1', gemini: '/v1beta', ollama: '' };
const AUTH = {
  anthropic: { header: 'x-api-key', prefix: '', env: [] },
  'openai-chat': { header: 'authorization', prefix: 'Bearer ', env: [] },
  'openai-responses': { header: 'authorization', prefix: 'Bearer ', env: [] },
  gemini: { header: 'x-goog-api-key', prefix: '', env: [] },
  ollama: { header: 'authorization', prefix: 'Bearer ', env: [] },
};

function providerOf({ id, dialect, domain }: ProviderPlan, config: number): Provider {
  return {
    id,
    name: id,
    protocol: dialect,
    baseUrl: `https://c${config}.${id}.test${BASES[dialect]}`,
    auth: AUTH[dialect],
    statusPage: null,
    failureDomains: [id, domain],
    local: false,
    quirks: {},
    standbyModel: null,
    probeCostUsd: null,
  };
}

function routesOf({ routes }: Scenario): readonly Route[] {
  return routes.map(({ name, ladder, notice, allow }) => ({
    name,
    match: ['*'],
    ladder: [
      ...ladder.map(({ continues, ...rung }): Rung => ({
        kind: 'model',
        ...rung,
        continue: continues,
        limits: LIMITS,
      })),
      ...(notice === null ? [] : [{ kind: 'notice' as const, text: notice }]),
    ],
    allow,
  }));
}
