import type { Asked } from '../../engine/asked.ts';
import { createEngine, type Engine, newId } from '../../engine/engine.ts';
import { NO_GUARD } from '../../engine/health/guard.ts';
import { answer } from '../../engine/kept-answers/cached.ts';
import { watchOver } from '../../engine/probes/scheduler.ts';
import type { RequestEntry } from '../../model/journal.ts';
import type { Route } from '../../model/route.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import { scan } from '../../protocols/scan.ts';
import { shareOf } from '../../resilience/breaker.ts';
import { simulatedWorld, type SimulatedWorld } from '../../world/simulated.ts';
import { caller, type Received } from './caller.ts';
import { editionsOf, routesOf, setupOf, SOME_MODEL, targetsOf } from './configuration.ts';
import { hear } from './hearing/hear.ts';
import type { Exchange } from './internet/exchange.ts';
import { internet, type Witness } from './internet/provider.ts';
import { bodyOf, type Earlier, PLAIN, wordsOf } from './scenario/asking.ts';
import { beginDrill, watcherOf } from './scenario/rounds.ts';
import type { Disturbance, Question, RoutePlan, Scenario } from './scenario/scenario.ts';
import { SIXTH_FROM } from './scenario/worlds.ts';
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
  /** Those of its targets whose breakers were open when it was asked. */
  readonly resting: readonly string[];
  /** When it has to be over, as its route and its caller say, ms. */
  readonly untilMs: number;
  /** What was said before. */
  readonly earlier: Earlier | null;
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
  readonly flightsLeft: number;
  /** When something happened without an end; null: never. */
  readonly stoodStillMs: number | null;
};

export type RunOptions = {
  /** The journal takes nothing. */
  readonly deafJournal?: boolean;
  /** The wall clock does not jump. */
  readonly steadyWall?: boolean;
};

/** How long after the last question everything has to have come to rest. */
const REST_MS = 700_000;
/** A probe that was heard reads on for no longer than this, ms. */
const REMAINDER_MS = 3_000;
/** What a request may take in all where nobody says, ms. */
const USUAL_MS = { stream: 600_000, whole: 300_000 };

/** Plays a scenario with the real engine in a simulated world. */
export function run(scenario: Scenario, options: RunOptions = {}): Run {
  const entries: RequestEntry[] = [];
  let speaking: Exchange | null = null;
  let asking = '';
  const witness: Witness = (exchange, act) => {
    speaking = exchange;
    act();
    speaking = null;
  };
  const isOpen = (target: string): boolean => engine.book.of(target).breaker.state === 'open';
  const { network, exchanges } = internet(scenario, { witness, isOpen, asker: () => asking });
  const world = simulatedWorld(scenario.seed, network, {
    timers: scenario.seed >= SIXTH_FROM ? 'wheel' : 'ticks',
    shuffled: true,
  });
  let usedMs = Number.NEGATIVE_INFINITY;
  const record = (entry: RequestEntry): void => {
    usedMs = world.nowMs();
    if (options.deafJournal !== true) entries.push(entry);
  };
  const watcher = watcherOf(scenario, { nowMs: world.nowMs, usedMs: () => usedMs });
  const made = createEngine(world, { record }, setupOf(scenario, 0), { editions: editionsOf(scenario), watcher });
  const { book, changes, staleReports } = watched(made.book, { nowMs: world.nowMs, speaker: () => speaking });
  const engine = watchOver({ ...made, book });
  let live: Live = { engine, routes: routesOf(scenario) };
  const talks: Talk[] = [];
  /** The engine, whose calls are known to be for this question. */
  const engineFor = ({ tag }: Question): Engine => ({
    ...live.engine,
    world: {
      ...world,
      open: (request, on) => {
        asking = tag;
        const exchange = world.open(request, on);
        asking = '';
        return exchange;
      },
    },
  });
  /** Cuts off everybody who is inside. */
  const cuts: (() => void)[] = [];
  const askNow = (question: Question): void => {
    const { talk, cutOff } = ask(question, {
      scenario,
      world,
      routes: live.routes,
      engine: engineFor(question),
      talks,
    });
    talks.push(talk);
    cuts.push(cutOff);
  };

  for (const question of scenario.questions) world.arrive(question.atMs, () => askNow(question));
  let config = 0;
  for (const disturbance of scenario.disturbances) {
    world.arrive(disturbance.atMs, () => {
      if (disturbance.kind === 'wall' && options.steadyWall === true) return;
      if (disturbance.kind === 'end') for (const cutOff of cuts) cutOff();
      if (disturbance.kind === 'reload') config += 1;
      live = disturbed(disturbance, { scenario, world, live, config });
    });
  }

  if (scenario.rounds?.drill != null) world.arrive(scenario.rounds.drill.fromMs, () => beginDrill(engine, scenario));

  world.pass(scenario.endMs);
  const recovered = new Map(
    scenario.routes
      .flatMap(everyTarget)
      .map((target) => [target, shareOf(engine.book.of(target).breaker, world.nowMs())]),
  );
  world.pass(scenario.laterMs - scenario.endMs);
  for (const [index, { name }] of scenario.routes.entries()) askNow(lastQuestion(name, `z${index}`, scenario));
  world.pass(REST_MS);
  // Whoever asks by itself does so until the gateway ends.
  if (scenario.rounds !== null) engine.book.guardedBy(NO_GUARD);
  const unheard = exchanges.filter(({ end, byteMs }) => end === 'open' && byteMs === null).length;
  world.pass(REMAINDER_MS);
  return {
    scenario,
    talks,
    exchanges,
    entries,
    changes,
    staleReports,
    recovered,
    timersLeft: world.timers(),
    exchangesLeft: unheard + exchanges.filter(({ end }) => end === 'open').length,
    flightsLeft: engine.flights.size,
    stoodStillMs: world.stoodStillMs(),
  };
}

type Live = { readonly engine: Engine; readonly routes: readonly Route[] };
type Stage = { readonly scenario: Scenario; readonly world: SimulatedWorld };
type Change = Stage & { readonly live: Live; readonly config: number };

function disturbed(disturbance: Disturbance, { scenario, world, live, config }: Change): Live {
  switch (disturbance.kind) {
    case 'freeze':
      world.freeze(disturbance.ms);
      return live;
    case 'wall':
      world.stepWall(disturbance.ms);
      return live;
    case 'end':
      return live;
    case 'reload':
      // What runs goes on with what it began with; what comes now gets other keys and addresses.
      return {
        engine: watchOver({ ...live.engine, setup: setupOf(scenario, config) }),
        routes: routesOf(scenario),
      };
  }
}

type Counter = Stage & Live & { readonly talks: readonly Talk[] };

type Asking = { readonly talk: Talk; readonly cutOff: () => void };

function ask(question: Question, { scenario, world, engine, routes, talks }: Counter): Asking {
  const { caller: dialect, stream, standby } = question;
  const earlier = earlierTo(question, talks);
  const body = Buffer.from(JSON.stringify(bodyOf(question, SOME_MODEL, earlier)));
  const scanned = scan(body, stream);
  const route = routes.find(({ name }) => name === question.route);
  const plan = scenario.routes.find(({ name }) => name === question.route);
  if (scanned === null || route === undefined || plan === undefined)
    throw new Error('A scenario that cannot be played');
  const { sink, received, run: start, cutOff } = caller(question.reader, world);
  const askedMs = world.nowMs();
  const asked: Asked = {
    id: newId(world),
    caller: PROTOCOLS[dialect],
    embedding: null,
    body,
    scan: dialect === 'gemini' ? { model: SOME_MODEL, stream, modelAt: null } : scanned,
    headers: { 'user-agent': 'simulated', ...question.headers },
    query: '',
    credential: null,
    route,
    standby,
    client: question.client,
    ...(question.tenant !== '' && { tenant: question.tenant }),
    workflow: '',
    ...(question.patienceMs !== null && { untilMs: askedMs + question.patienceMs }),
  };
  const targets = targetsOf(standby ? plan : { ...plan, ladder: plan.ladder.slice(0, 1) });
  const resting = targets.filter((target) => engine.book.of(target).breaker.state === 'open');
  const untilMs =
    askedMs + Math.min(plan.deadlineMs ?? USUAL_MS[stream ? 'stream' : 'whole'], question.patienceMs ?? Infinity);
  start(answer(asked, sink, engine));
  const talk = { question, id: asked.id, askedMs, route: plan, targets, received, resting, untilMs, earlier };
  return { talk, cutOff };
}

/** What was said before, when it came to its end. */
function earlierTo({ after, asks, tag }: Question, talks: readonly Talk[]): Earlier | null {
  if (asks !== tag) return talks.find(({ question }) => question.tag === asks)?.earlier ?? null;
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
  return { ...PLAIN, tag, asks: tag, atMs: 0, route, caller: dialect };
}

function everyTarget(route: RoutePlan): readonly string[] {
  return targetsOf({ ...route, allow: null });
}
