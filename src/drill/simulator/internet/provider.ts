import { isObject, type Json } from '../../../model/json.ts';
import type { Network, SimulatedWorld } from '../../../world/simulated.ts';
import type { WireHandlers, WireRequest } from '../../../world/world.ts';
import type { Dialect, Telling, Trouble } from '../../sandbox/dialects/dialect.ts';
import { dialectOf, judge, type Incoming } from '../../sandbox/draft.ts';
import { strikes } from '../../sandbox/faults.ts';
import { respond } from '../../sandbox/script/any-faults.ts';
import { misbehave } from '../../sandbox/script/misbehave.ts';
import { wellScript, type Draft, type Script } from '../../sandbox/script/script.ts';
import { dice, type Dice } from '../dice.ts';
import { tagIn } from '../scenario/asking.ts';
import type { ProviderPlan, Scenario } from '../scenario/scenario.ts';
import { signingLast } from '../scenario/signed.ts';
import { repeatedAt } from '../scenario/terms.ts';
import { connect, type Cutting, type Fate } from './connection.ts';
import { goingOn } from './continuing.ts';
import type { Exchange } from './exchange.ts';
import { type FaultName, isOwn, isSandbox, truthOf, WELL } from './faults.ts';
import { isOfTheLine, mayStrikeRest, type KeptStreams, keptStreams } from './kept-streams.ts';
import { type Broken, CONNECTIONS, ownScript } from './own-scripts.ts';
import { saidUnder } from './said.ts';

/** Called around everything that an exchange does to the engine, so that others can see what it led to. */
export type Witness = (exchange: Exchange, act: () => void) => void;

/** `isOpen`: is the breaker of this target open now? `asker`: the tag of the question whose call is being made, empty for any other. */
export type Onlookers = {
  readonly witness: Witness;
  readonly isOpen: (target: string) => boolean;
  readonly asker: () => string;
};

export type Internet = { readonly network: Network; readonly exchanges: readonly Exchange[] };

/** Scripts without an end, or with a very far one: they are made up as they go. */
const ENDLESS = new Set<FaultName>([
  'pings-only',
  'whitespace-forever',
  'slow-drip',
  'giant-event',
  'endless-data-lines',
  'endless-spaces',
  'endless-repetition',
  'blank-lines-only',
]);
/** Behind the terminal event some providers write a comment or a line end, bytes. */
const SLACK_BYTES = 4;
const START_MS = 1_700_000_000_000;
const FIRST_TOKEN_MS_MAX = 20_000;
const KEPT_ALIVE_MS = 15_000;
/** Exchanges that are looked through for a connection that may be used again. */
const RECENT = 100;

/** All providers of a scenario, as they answer at their addresses `https://c{configuration}.{provider}.test`. */
export function internet(scenario: Scenario, { witness, isOpen, asker }: Onlookers): Internet {
  const exchanges: Exchange[] = [];
  const counts = new Map<string, number>();
  const streams = keptStreams();
  const network: Network = (request, on, world) => {
    const looked = lookAt(request);
    const kept = looked.body === null ? streams.at(looked.path) : null;
    const seen = kept === null ? looked : { ...looked, model: kept.model };
    const tag = kept?.tag ?? tagIn(seen.text);
    const plan = scenario.providers.find(({ id }) => id === seen.provider);
    const place = `${tag}|${seen.provider}|${seen.model}`;
    const count = (counts.get(place) ?? 0) + 1;
    counts.set(place, count);
    const luck = dice(`exchange ${scenario.seed}|${place}|${count}`);
    const reused = exchanges
      .slice(-RECENT)
      .some(
        ({ provider, end, endMs }) =>
          provider === seen.provider && end === 'ended' && world.nowMs() - (endMs ?? 0) < KEPT_ALIVE_MS,
      );
    const number = exchanges.length;
    const deed = plan === undefined ? STRANGER : deedOf(seen, { scenario, plan, world, luck, reused, streams });
    if (deed.keeps !== null)
      streams.keep({ telling: deed.keeps, number, tag, model: seen.model, isSound: deed.isSound });
    const exchange: Exchange = {
      ...deed.known,
      number,
      tag,
      restOf: kept?.number ?? null,
      isKept: looked.body?.['background'] === true,
      ends: kept !== null && seen.method === 'POST',
      asker: asker(),
      provider: seen.provider,
      model: seen.model,
      target: `${seen.provider}/${seen.model}`,
      dialect: dialectOf(seen).id,
      key: seen.key,
      config: seen.config,
      body: seen.text,
      startMs: world.nowMs(),
      rests: isOpen(`${seen.provider}/${seen.model}`),
      sentMs: null,
      byteMs: null,
      completeMs: null,
      endMs: null,
      end: 'open',
      bytes: 0,
    };
    exchanges.push(exchange);
    return connect(deed.fate, exchange, { world, on: witnessed(on, exchange, witness), dice: luck });
  };
  return { network, exchanges };
}

function witnessed(on: WireHandlers, exchange: Exchange, witness: Witness): WireHandlers {
  return {
    sent: () => witness(exchange, on.sent),
    head: (status, headers) => witness(exchange, () => on.head(status, headers)),
    bytes: (chunk) => witness(exchange, () => on.bytes(chunk)),
    end: () => witness(exchange, on.end),
    broke: (code, message) => witness(exchange, () => on.broke(code, message)),
  };
}

/** Providers have clocks of their own, which do not jump with ours. ms since 1970. */
function clockOf(world: SimulatedWorld): number {
  return START_MS + world.nowMs();
}

type Seen = Incoming & {
  readonly config: number;
  readonly key: number;
  readonly model: string;
  readonly text: string;
};

/** What a request says of itself. */
function lookAt({ method, origin, path, headers, body }: WireRequest): Seen {
  const [, config = '0', provider = ''] = /^https:\/\/c(\d+)\.(\w+)\.test$/.exec(origin) ?? [];
  const [place = '', query = ''] = path.split('?');
  const [, version = '', rest = ''] = /^\/(?:(v1(?:beta)?)\/)?(.*)$/.exec(place) ?? [];
  const named: Record<string, string> = {};
  for (let at = 0; at + 1 < headers.length; at += 2) named[headers[at] ?? ''] = headers[at + 1] ?? '';
  const text = body === null ? '' : Buffer.from(body).toString('utf8');
  const json = parsed(text);
  const object = isObject(json) ? json : null;
  const model = typeof object?.['model'] === 'string' ? object['model'] : (/models\/([^/:]+)/.exec(rest)?.[1] ?? '');
  const presented = Object.values(named).find((value) => value.includes('-sesame-')) ?? '';
  const [, key = '-1'] = /-sesame-(\d)-/.exec(presented) ?? [];
  return {
    method,
    path: rest,
    version,
    query: new URLSearchParams(query),
    headers: named,
    body: object,
    provider,
    config: Number(config),
    key: Number(key),
    model,
    text,
  };
}

/** The key of a provider; `lookAt` finds its position in it. */
export function keyOf(provider: string, position: number, config: number): string {
  return `${provider}-sesame-${position}-c${config}-open`;
}

function parsed(text: string): Json {
  try {
    const json: Json = JSON.parse(text);
    return json;
  } catch {
    return null;
  }
}

type Deed = {
  readonly fate: Fate;
  readonly known: Pick<Exchange, 'fault' | 'truth' | 'answer' | 'streamed' | 'continuation'>;
  /** It is made whether somebody listens or not, and its rest can be had. */
  readonly keeps: Telling | null;
  readonly isSound: boolean;
};

const UNSAID = { answer: null, streamed: false, continuation: null } as const;

const STRANGER: Deed = {
  fate: { connectMs: 1, code: 'ENOTFOUND', script: [], latencyMs: 0, cutting: 'as-written', slack: 0 },
  known: { ...UNSAID, fault: 'no-such-host', truth: truthOf('no-such-host') },
  keeps: null,
  isSound: false,
};

type Circumstances = {
  readonly scenario: Scenario;
  readonly plan: ProviderPlan;
  readonly world: SimulatedWorld;
  readonly luck: Dice;
  readonly reused: boolean;
  readonly streams: KeptStreams;
};

function deedOf(seen: Seen, { scenario, plan, world, luck, reused, streams }: Circumstances): Deed {
  const fate = {
    connectMs: reused ? 0 : luck.between(8, 120),
    code: null,
    latencyMs: luck.between(5, 60),
    cutting: cuttingFor(seen.text, luck),
    slack: SLACK_BYTES,
  };
  const spoken = signingLast(dialectOf(seen), scenario.seed);
  const number = luck.between(0, 1e9);
  const requestId = `req_${luck.letters(24)}`;
  const headers = { ...spoken.headers(requestId, clockOf(world)), date: new Date(clockOf(world)).toUTCString() };
  const away = seen.method === 'HEAD' ? faultNow(scenario, plan.id, world.nowMs(), luck) : null;
  const broken = away !== null && isOwn(away) ? CONNECTIONS[away] : undefined;
  if (away !== null && broken !== undefined) return unreached(away, broken, fate);
  const judged = judge(seen, {
    // Where answers are kept, each says something else, so that it is seen which one somebody got.
    seed: scenario.routes.every(({ keeps }) => keeps === null) ? scenario.seed : number,
    number,
    nowMs: clockOf(world),
    cached: () => false,
    recall: () => null,
    background: streams.background(clockOf(world)),
    keep: () => {},
  });
  if (!judged.ok) return refusal({ dialect: spoken, trouble: judged.trouble, requestId, headers }, fate);
  const firstTokenMs = Math.min(luck.logNormal(plan.firstTokenMs, plan.spread), FIRST_TOKEN_MS_MAX);
  const { after } = judged;
  const dialect =
    after === undefined ? spoken : behind(spoken, Math.max(-1, after - repeatedAt(plan.id, scenario.seed)));
  const going = after === undefined ? goingOn(judged.subject, { luck, name: `${plan.id} (${number})` }) : null;
  const continuation = going?.continuation ?? null;
  const draft: Draft = {
    dialect,
    pace: { firstTokenMs: after === undefined ? firstTokenMs : 0, tokenMs: plan.tokenMs },
    headers,
    requestId,
    key: dialect.keyOf({ ...seen, recall: () => null }),
    reused,
    elsewhere: `https://elsewhere.test/${seen.path}`,
    nowMs: clockOf(world),
    subject: going?.subject ?? judged.subject,
  };
  const streamed = draft.subject.form === 'stream';
  const telling = draft.subject.form === 'plain' ? null : draft.subject.telling;
  const struck = faultNow(scenario, plan.id, world.nowMs(), luck);
  const fault = after === undefined || mayStrikeRest(struck) ? struck : null;
  const script = fault === null ? null : scriptOf(fault, draft, luck);
  const keeps =
    streamed && after === undefined && telling !== null && spoken.isInBackground?.(telling) === true ? telling : null;
  const said = { streamed, continuation };
  const isSound = isOfTheLine(script === null ? null : fault);
  if (fault === null || script === null) {
    return {
      fate: { ...fate, script: [...wellScript(draft)] },
      known: { ...said, fault: null, truth: WELL, answer: telling?.answer ?? null },
      keeps,
      isSound,
    };
  }
  const unmade = isOwn(fault) ? CONNECTIONS[fault] : undefined;
  return {
    fate: {
      ...fate,
      connectMs: unmade?.afterMs ?? (fault === 'slow-connect' ? luck.between(900, 2_500) : fate.connectMs),
      code: unmade?.code ?? null,
      script: ENDLESS.has(fault) ? script : [...script],
    },
    keeps,
    isSound,
    known: {
      ...said,
      fault,
      truth: truthOf(fault),
      answer: telling === null ? null : saidUnder(fault, telling),
    },
  };
}

/** Where there is no connection, no knock is answered, either. */
function unreached(fault: FaultName, { code, afterMs }: Broken, fate: Omit<Fate, 'script'>): Deed {
  return {
    fate: { ...fate, connectMs: afterMs, code, script: [] },
    known: { ...UNSAID, fault, truth: truthOf(fault) },
    keeps: null,
    isSound: false,
  };
}

type Refused = {
  readonly dialect: Dialect;
  readonly trouble: Trouble;
  readonly requestId: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** What a provider says against a request that it does not understand. */
function refusal({ dialect, trouble, requestId, headers }: Refused, fate: Omit<Fate, 'script'>): Deed {
  const { status, headers: more, body } = dialect.trouble(trouble, requestId);
  const type = { 'content-type': dialect.wire.json };
  const script = respond(status, { ...headers, ...more, ...type }, JSON.stringify(body));
  return {
    fate: { ...fate, script },
    known: { ...UNSAID, fault: 'invalid-request', truth: truthOf('invalid-request') },
    keeps: null,
    isSound: false,
  };
}

/** The dialect of somebody who has had its first events already. */
function behind(dialect: Dialect, after: number): Dialect {
  return { ...dialect, frames: (telling) => dialect.frames(telling).slice(after + 1) };
}

function scriptOf(fault: FaultName, draft: Draft, luck: Dice): Script | null {
  const form = draft.subject.form === 'stream' ? 'stream' : 'whole';
  if (isOwn(fault)) return ownScript(fault, draft, luck);
  return isSandbox(fault) && strikes(fault, form, draft.dialect.id) ? misbehave(fault, draft) : null;
}

/** The first trouble that strikes this call. */
function faultNow({ troubles }: Scenario, provider: string, nowMs: number, luck: Dice): FaultName | null {
  const struck = troubles.find(
    ({ fromMs, untilMs, providers, rate }) =>
      nowMs >= fromMs && nowMs < untilMs && providers.includes(provider) && luck.hits(rate),
  );
  return struck?.fault ?? null;
}

function cuttingFor(text: string, luck: Dice): Cutting {
  const lot = luck.next();
  if (lot < 0.04 && !text.includes('[long]')) return 'bytes';
  if (lot < 0.4) return 'anywhere';
  return lot < 0.6 ? 'glued' : 'as-written';
}
