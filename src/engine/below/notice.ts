import { Fault, type FaultKind } from '../../model/fault.ts';
import type { AttemptEntry } from '../../model/journal.ts';
import { fill, type NoticeName } from '../../model/notice.ts';
import { type ModelRung, type NoticeRung, type Rung, targetOf } from '../../model/route.ts';
import type { Asked } from '../asked.ts';
import type { Engine } from '../engine.ts';

/** What is known of a request that nobody could answer. */
export type Away = {
  readonly asked: Asked;
  readonly ladder: readonly Rung[];
  readonly tried: readonly AttemptEntry[];
};

/** What the caller reads: the operator's sentence, with what it tells of the outage. No secret is in it, and no word of a provider. */
export function noticeText(
  { text, timeZone }: Pick<NoticeRung, 'text' | 'timeZone'>,
  away: Away,
  engine: Engine,
): string {
  const nowMs = engine.world.wallMs();
  const time = (atMs: number): string => timeWords(atMs, nowMs, timeZone ?? 'UTC');
  const tell: Readonly<Record<NoticeName, () => string>> = {
    now: () => time(nowMs),
    since: () => time(nowMs - awayForMs(away, engine)),
    cause: () => causeOf(away, engine),
    next: () => {
      const inMs = nextTryInMs(away, engine);
      return inMs === null ? 'soon' : time(nowMs + inMs);
    },
  };
  return fill(text, (name) => tell[name]());
}

/** The same for a caller that is told an error. */
export function noticeFault(rung: NoticeRung, away: Away, engine: Engine): Fault {
  const inMs = nextTryInMs(away, engine);
  return new Fault('away', noticeText(rung, away, engine), inMs === null ? {} : { retryAfterMs: inMs });
}

/** `14:02 UTC`; with the day where that is another one. */
function timeWords(atMs: number, nowMs: number, timeZone: string): string {
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone });
  const time = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  });
  const isToday = day.format(atMs) === day.format(nowMs);
  return isToday ? time.format(atMs) : `${day.format(atMs)}, ${time.format(atMs)}`;
}

const asksModel = (rung: Rung): rung is ModelRung => rung.kind === 'model';

/** For how long no model has been there: as long as the one that went away last. One whose breaker is closed has failed just now. */
function awayForMs({ asked, ladder }: Away, { book, world }: Engine): number {
  const nowMs = world.nowMs();
  const gone = ladder.filter(asksModel).map((rung) => {
    const { breaker } = book.of(targetOf(rung, asked.scan.model));
    return breaker.state === 'open' ? nowMs - breaker.sinceMs : 0;
  });
  const cutOffMs = book.cutOffMs();
  return Math.max(Math.min(...gone), cutOffMs === null ? 0 : nowMs - cutOffMs);
}

/** When the first of them is looked at; null where that is not known. */
function nextTryInMs({ asked, ladder }: Away, { book, world }: Engine): number | null {
  const looks = ladder.filter(asksModel).flatMap((rung) => {
    const { breaker } = book.of(targetOf(rung, asked.scan.model));
    return breaker.state === 'open' && breaker.looker === 'none' ? [breaker.lookMs - world.nowMs()] : [];
  });
  const inMs = Math.min(...looks);
  return inMs > 0 && Number.isFinite(inMs) ? inMs : null;
}

function causeOf({ asked, ladder, tried }: Away, { book, setup }: Engine): string {
  if (book.cutOffMs() !== null) return 'the gateway can reach nothing';
  const best = ladder.find(asksModel);
  if (best === undefined) return 'no AI model is set up for this';
  const target = targetOf(best, asked.scan.model);
  const { breaker, lastFault } = book.of(target);
  const met = tried.find((one) => one.target === target && one.fault !== null)?.fault ?? null;
  const kind = met ?? (breaker.state === 'open' ? (lastFault?.kind ?? null) : null);
  const name = setup.access.get(best.provider)?.account.provider.name ?? best.provider;
  return `${name} ${kind === null ? 'is away' : (WORDS[kind] ?? 'cannot answer this')}`;
}

/** What is wrong with a provider, for whoever waits for its answer. */
const WORDS: Readonly<Partial<Record<FaultKind, string>>> = {
  unreachable: 'cannot be reached',
  reset: 'closes the connection',
  timeout: 'does not answer in time',
  broken: 'has an error of its own',
  overloaded: 'is overloaded',
  'rate-limited': 'takes no more requests for now',
  parked: 'takes no more requests for now',
  full: 'has too many requests under way',
  'no-credit': 'may not be asked any more for now',
  spent: 'may not be asked any more for now',
  unauthorized: 'does not let us in',
  'region-blocked': 'does not serve this place',
  'no-such-model': 'does not have this model',
  garbled: 'sends no proper answer',
  empty: 'sends no proper answer',
  cut: 'sends only half of an answer',
  stalled: 'stops in the middle of its answers',
  'open-circuit': 'is away',
};
