import type { Entry } from '../../cache/entry.ts';
import { renderCacheStatus } from '../../cache/status.ts';
import { insteadMs, windowsOf } from '../../cache/windows.ts';
import { Fault } from '../../model/fault.ts';
import type { RequestEntry } from '../../model/journal.ts';
import { type CacheRung, type RouteCache, targetOf } from '../../model/route.ts';
import type { WireHeaders } from '../../world/world.ts';
import { OVER, type Asked, type Running, type Sink } from '../asked.ts';
import type { BelowAnswer, Kept } from '../below/below.ts';
import { PROMISE_HEADERS } from '../below/defer-rung.ts';
import { complete } from '../complete.ts';
import type { Engine } from '../engine.ts';
import { ladderFor } from '../ladder.ts';
import { isKept } from '../memory/keep-reply.ts';
import { lazyConversation } from '../prepare/body.ts';
import { continued } from '../splice/continued.ts';
import { voice } from '../voice.ts';
import type { Waiting } from './audience.ts';
import { RENEWAL, noteAsked, noteEnd, noteGiven, noteKept, noteOther } from './counts.ts';
import { takeOff } from './flight.ts';
import { ageOf, type Found, labelledAnswer } from './labelled-answer.ts';
import { learn } from './near/learn.ts';
import { byAlias, byVerbatim, CHECKED_SHARE, sampleForLater } from './near/other-words.ts';
import { type Question, questionOf } from './question.ts';
import { KEPT_BYTES_MAX, readForKeeping, whyNotGood } from './remember.ts';
import { renewWith, ripens } from './renew.ts';
import { withinDeadline, type Joining } from './within-deadline.ts';

/**
 * Answers a request like `complete`, and where its route keeps answers: with one that was given before to the very same request, or
 * together with others who ask the same at the same time.
 */
export function answer(asked: Asked, sink: Sink, engine: Engine): Running {
  const { cache } = asked.route;
  return cache === undefined ? complete(asked, sink, engine) : answerKept(asked, sink, engine, cache);
}

function answerKept(asked: Asked, sink: Sink, engine: Engine, cache: RouteCache): Running {
  const question = questionOf(asked, cache);
  const { onlyIfCached } = question.wants;
  noteAsked(asked, question, engine);
  if (question.kind === 'own') {
    const head = forwarded('bypass', question.why);
    noteOther(asked, 'bypass', question.why, engine);
    return onlyIfCached ? refuse(asked, labelled(sink, head), engine) : complete(asked, labelled(sink, head), engine);
  }
  const found = freshest(question, engine);
  const ageMs = found === null ? Number.POSITIVE_INFINITY : ageOf(found, engine);
  const { atOnceMs, meanwhileMs } = windowsOf(cache, question.wants);
  if (found !== null && ageMs <= meanwhileMs) {
    const isFresh = ageMs <= cache.freshMs;
    const exact = { entry: found, match: 'exact' } as const;
    give(asked, sink, engine, labelledAnswer(exact, question, asked, engine, isFresh ? '' : 'stale'));
    noteGiven(asked, question, exact, isFresh ? 'fresh' : 'swr', engine);
    if (ageMs > atOnceMs || (isFresh && ripens(found, question, engine))) renew(asked, question, engine);
    return OVER;
  }
  const alias = cache.near === 'alias' ? byAlias(question, engine) : null;
  if (alias !== null && ageOf(alias.entry, engine) <= meanwhileMs) {
    const isFresh = ageOf(alias.entry, engine) <= cache.freshMs;
    give(asked, sink, engine, labelledAnswer(alias, question, asked, engine, isFresh ? '' : 'stale'));
    noteGiven(asked, question, alias, 'fresh', engine);
    if (!isFresh || engine.world.random() < CHECKED_SHARE) renew(asked, question, engine);
    return OVER;
  }
  const why = question.wants.noCache ? 'request' : found === null ? 'miss' : 'stale';
  if (onlyIfCached) return refuse(asked, labelled(sink, forwarded(why, 'only-if-cached')), engine);
  const forwarding: Forwarding = { question, why };
  if (engine.unkept.has(question.key.id, engine.world.nowMs())) return alone(asked, sink, engine, forwarding);
  return together(asked, sink, engine, forwarding);
}

/** What is kept, also by another gateway on the file since this one has last looked. */
function freshest({ tenant, key, cache }: Question, engine: Engine): Entry | null {
  const { answers, world } = engine;
  const found = answers.find(tenant, key, world.wallMs());
  if (found === null || ageOf(found, engine) <= cache.freshMs + cache.revalidateMs) return found;
  return answers.fetch(tenant, key, world.wallMs()) ? answers.find(tenant, key, world.wallMs()) : found;
}

/** Asks for this one only: the last answer to it could not be kept, and this one will hardly be another. */
function alone(asked: Asked, sink: Sink, engine: Engine, { question, why }: Forwarding): Running {
  const record = (entry: RequestEntry): void => {
    noteEnd(asked, entry, { why: 'unkept', others: 0 }, engine);
    engine.journal.record(entry);
  };
  const to = labelled(sink, forwarded(why, 'the last answer could not be kept'));
  return complete(asked, to, { ...engine, journal: { record } }, keptFor(asked, question, engine));
}

/** Says an answer that was found, and writes that down. */
function give(asked: Asked, sink: Sink, engine: Engine, found: BelowAnswer): void {
  speaker(asked, sink, engine).below(found, null);
}

function refuse(asked: Asked, sink: Sink, engine: Engine): Running {
  speaker(asked, sink, engine).fault(
    new Fault('not-kept', 'No such answer is kept, and nothing else was wanted'),
    null,
  );
  return OVER;
}

/** `heard`: the last that the caller has got of an answer. */
function speaker(asked: Asked, sink: Sink, engine: Engine, heard: Uint8Array | null = null): ReturnType<typeof voice> {
  const conversation = lazyConversation(asked);
  return voice(asked, sink, engine, {
    heard,
    tried: [],
    conversation,
    answer: continued(asked, engine, { ladder: [], conversation }),
  });
}

type Forwarding = { readonly question: Question; readonly why: 'request' | 'miss' | 'stale' };

function forwarded(why: Forwarding['why'] | 'bypass', detail = '', collapsed = false): Record<string, string> {
  return { 'cache-status': renderCacheStatus({ kind: 'forwarded', why, collapsed, detail }) };
}

/** The same answer with more in its head, unless that says it already. */
function labelled(sink: Sink, more: Readonly<Record<string, string>>): Sink {
  return { ...sink, head: (status, headers) => sink.head(status, { ...more, ...headers }) };
}

/** Joins those who ask the same, or begins to ask. */
function together(asked: Asked, sink: Sink, engine: Engine, forwarding: Forwarding): Running {
  const id = flightOf(asked, forwarding.question);
  // Who wants it asked for now wants it asked for now.
  const flying = forwarding.why === 'request' ? undefined : engine.flights.get(id);
  const joined = flying === undefined ? null : waitInTime(flying.join, asked, sink, engine);
  if (joined !== null) {
    noteOther(asked, 'collapsed', '', engine);
    return joined;
  }
  const asking: Joining = (one) => ask(one, engine, forwarding);
  return waitInTime(asking, asked, sink, engine) ?? OVER;
}

/** Waits with others, or for oneself, and no longer than this one has time for. */
function waitInTime(join: Joining, asked: Asked, sink: Sink, engine: Engine): Running | null {
  const { world, journal } = engine;
  return withinDeadline(join, { asked, sink, record: journal.record }, world, ({ begun, last }) => {
    const fault = new Fault('timeout', 'The time for this request is over');
    // What came of it is written down with what was asked for it.
    const speaking = speaker(asked, sink, { ...engine, journal: { record: () => {} } }, last);
    if (begun) speaking.broken(fault, null);
    else speaking.fault(fault, null);
  });
}

/** What has to be the same for two to get the same bytes. */
function flightOf({ scan, caller, headers, standby, client, body, route }: Asked, { key, wants }: Question): string {
  const takesRestarts = headers['x-failsoft-restart'] === 'ok';
  const takesOthers = headers['x-failsoft-match'] ?? '';
  const label = headers['x-failsoft-label'] ?? '';
  // Whoever is promised an answer is promised it as it wants it.
  const promise = route.ladder.some(({ kind }) => kind === 'defer') ? wishedOf(headers) : '';
  const usage = Buffer.from(body.buffer, body.byteOffset, body.byteLength).includes('"include_usage"');
  // Who goes on from an answer by its id is the client that has got it.
  const whose = isKept({ caller, body }) ? client : '';
  // Where nobody can answer, they get what is kept, and each only what is young enough.
  const ages = [wants.maxAgeMs, wants.maxStaleMs, wants.staleIfErrorMs].join();
  return [
    key.id,
    caller.framing,
    scan.stream,
    standby,
    takesRestarts,
    takesOthers,
    label,
    usage,
    whose,
    ages,
    promise,
  ].join(' ');
}

function wishedOf(headers: WireHeaders): string {
  return PROMISE_HEADERS.some((name) => headers[name] !== undefined)
    ? JSON.stringify(PROMISE_HEADERS.map((name) => headers[name] ?? ''))
    : '';
}

function ask(first: Waiting, engine: Engine, { question, why }: Forwarding, done = (): void => {}): Running {
  const { world, flights, heldBytes, renewals } = engine;
  const id = flightOf(first.asked, question);
  const before = restingOf(first.asked, engine);
  const { flight, running } = takeOff(first, {
    nowMs: world.nowMs,
    wallMs: world.wallMs,
    room: heldBytes,
    isDoubted: () => restingOf(first.asked, engine).join(' ') !== before.join(' '),
    joined: forwarded(why, '', true),
    ask: (by, to, ended) => {
      const sinking = labelled(to, forwarded(why));
      return complete(
        { ...by, isShared: true },
        sinking,
        { ...engine, journal: { record: ended } },
        keptFor(by, question, engine),
      );
    },
    over: (entry, by, bytes, others) => {
      noteEnd(by, entry, { why, others }, engine);
      if (entry.outcome === 'answered' && entry.mode === 'primary') {
        renewals.earn();
        if (question.cache.near !== undefined) earnChecks(entry, engine);
      }
      // Reading it may take a while, and nobody waits for that. Until then it can be joined.
      world.after(0, () => {
        keep(entry, by, bytes, question, engine);
        // Whatever has come of it, it was asked for.
        if (by.workflow === RENEWAL) engine.wordings.unchecked.delete(question.key.id);
        flight.land();
        done();
      });
    },
    closed: () => {
      if (flights.get(id) === flight) flights.delete(id);
    },
  });
  if (why !== 'request') flights.set(id, flight);
  return running;
}

/** The targets that may serve a request and rest now. */
function restingOf(asked: Asked, { book }: Engine): readonly string[] {
  const { route, scan } = asked;
  return ladderFor(asked, lazyConversation(asked)).flatMap((rung) => {
    if (rung.kind !== 'model' || route.allow?.includes(rung.provider) === false) return [];
    const target = targetOf(rung, scan.model);
    return book.rests(target) ? [target] : [];
  });
}

function keep(entry: RequestEntry, by: Asked, bytes: Uint8Array | null, question: Question, engine: Engine): void {
  const { answers, world, unkept } = engine;
  if (whyNotGood(entry) !== null) return;
  const { tenant, key, cache, isConversation } = question;
  const reply = bytes === null || bytes.length > KEPT_BYTES_MAX ? null : readForKeeping(by, bytes, question);
  if (reply === null) return unkept.note(key.id, world.nowMs());
  const keepMs = Math.max(cache.staleMs, cache.freshMs + cache.revalidateMs);
  const { servedBy, route, model, tookMs } = entry;
  const kept = { reply, servedBy, madeAtMs: world.wallMs(), tookMs, isConversation };
  answers.keep({ tenant, route, model, key, entry: kept, keepMs });
  noteKept(by, question, kept, engine);
  if (cache.near !== undefined) learn(by, question, kept, engine);
}

/** What was kept for a question, and is given where no model can answer it. */
function keptFor(asked: Asked, question: Question, engine: Engine): Kept {
  const find = (rung: CacheRung): Found | null =>
    instead(question, engine, ({ entry }) => {
      return ageOf(entry, engine) <= insteadMs(question, rung, entry.isConversation);
    });
  return {
    look: (rung, found) => {
      const one = find(rung);
      if (one !== null) noteGiven(asked, question, one, 'stale', engine);
      if (one !== null && one.match !== 'exact') sampleForLater(asked, question, engine);
      found(one === null ? null : labelledAnswer(one, question, asked, engine, 'stale-if-error'));
      return () => {};
    },
    has: (rung) => find(rung) !== null,
  };
}

/** The surest first: its own answer, that of a question that was found to be the same, that of one that is only written otherwise. */
function instead(question: Question, engine: Engine, isFit: (found: Found) => boolean): Found | null {
  const entry = engine.answers.find(question.tenant, question.key, engine.world.wallMs());
  const exact: Found | null = entry === null ? null : { entry, match: 'exact' };
  if (exact !== null && isFit(exact)) return exact;
  if (question.cache.near === undefined) return null;
  const alias = byAlias(question, engine);
  if (alias !== null && isFit(alias)) return alias;
  const near = byVerbatim(question, engine);
  return near !== null && isFit(near) ? near : null;
}

/** What an answer of a model allows to be checked: a few tokens of judging, and one of those answers that nobody could check before. */
function earnChecks({ usage }: RequestEntry, engine: Engine): void {
  const { budget, unchecked } = engine.wordings;
  if (usage !== null) budget.earn(usage.inputTokens + usage.outputTokens);
  const next = [...unchecked.values()].find(({ isAsked }) => !isAsked);
  if (next === undefined) return;
  next.isAsked = true;
  engine.world.after(0, () => {
    next.isAsked = renew(next.asked, next.question, engine);
  });
}

/** Asks anew for an answer that was given, and says whether it does. */
function renew(asked: Asked, question: Question, engine: Engine): boolean {
  if (engine.flights.has(flightOf(asked, question))) return false;
  return renewWith(asked, question, engine, (one, over) => {
    ask(one, engine, { question, why: 'stale' }, over);
  });
}
