import { createHash } from 'node:crypto';
import type { CallSite, Known } from '../../model/audit.ts';
import type { Around, FileFacts } from '../facts/facts.ts';
import { interestOf } from '../find/interest.ts';
import type { Resolve } from '../find/link.ts';
import type { Found } from '../find/sites.ts';
import { useOf } from '../read/kinds.ts';
import type { Knowledge } from '../signatures/load.ts';
import { type Attempts, attemptsOf } from './attempts.ts';
import { callersIn } from './callers.ts';
import { deadlineOf } from './deadline.ts';
import { type Outcome, outcomeOf } from './errors.ts';
import { fallbackOf } from './fallback.ts';
import { fallbackBehind } from './gateway.ts';
import type { OwnGateway } from '../settings/own-gateway.ts';
import { type Protector, protectorsAround } from './protectors.ts';
import { redirectableOf } from './redirect.ts';

export type Context = {
  readonly files: ReadonlyMap<string, FileFacts>;
  readonly resolve: Resolve;
  readonly knowledge: Knowledge;
  /** A gateway of Failsoft that stands in the tree. */
  readonly own: OwnGateway | null;
};

/** A call site, and what its rules look at besides. */
export type Studied = {
  readonly site: CallSite;
  readonly found: Found;
  readonly attempts: Attempts;
  readonly outcome: Outcome;
  readonly isDeadlineOptional: boolean;
  /** What stands around it in its file, that of its callers included. */
  readonly around: readonly Around[];
  readonly wrappers: readonly Protector[];
};

/** Finds out what protects every call. */
export function study(found: readonly Found[], context: Context): readonly Studied[] {
  const byFile = new Map<string, Found[]>();
  for (const one of found) byFile.set(one.file, [...(byFile.get(one.file) ?? []), one]);
  const elsewhere = fallbackIn(context.files);
  const within: Within = (file, line, end) =>
    line === 0 ? [] : (byFile.get(file) ?? []).filter(({ call }) => call.line >= line && call.line <= end);
  const ways = callersIn({
    ...context,
    asks: (file, line, end) => within(file, line, end).length > 0,
    protectors: namesOf(context.knowledge.protectors),
    wrappers: interestOf(context.knowledge).protectors,
  });
  const ordinals = new Map<string, number>();
  return found.map((one) => {
    const key = `${one.file} ${one.call.symbol} ${one.call.written}`;
    const ordinal = ordinals.get(key) ?? 0;
    ordinals.set(key, ordinal + 1);
    return studyOne(one, { id: idOf(key, ordinal), within, ways, elsewhere, context });
  });
}

/** The calls of a model in these lines of a file. */
type Within = (file: string, line: number, end: number) => readonly Found[];

type Study = {
  readonly id: string;
  readonly within: Within;
  readonly ways: ReturnType<typeof callersIn>;
  readonly elsewhere: string | null;
  readonly context: Context;
};

function studyOne(found: Found, { id, within, ways, elsewhere, context }: Study): Studied {
  const { knowledge } = context;
  const { file, call, facts, match } = found;
  const others = (line: number, end: number, in_ = file): readonly Found[] =>
    within(in_, line, end).filter((one) => one !== found);
  const callers = ways.callersOf(file, call.symbol);
  const around = [...call.around, ...callers.around];
  const wrappers = protectorsAround(around);
  const deadline = deadlineOf(found, wrappers, knowledge);
  const attempts = attemptsOf({ ...found, call: { ...call, around } }, wrappers, knowledge, callers.unclear.again);
  const outcome = outcomeOf(found, call.around, (line, end) => others(line, end).length > 0);
  const isStatic = outcome.onError.value === 'static';
  const site: CallSite = {
    id,
    file,
    line: call.line,
    end: call.end,
    symbol: call.symbol,
    language: facts.language,
    sdk: match?.signature.id ?? 'http',
    written: call.written,
    api: found.api,
    use: useOf(file),
    providers: found.providers,
    model: found.model,
    address: found.address,
    streaming: found.streaming,
    timeoutMs: deadline.timeoutMs,
    attempts: attempts.attempts,
    worstMs: worstOf(deadline.timeoutMs, attempts.attempts),
    fallback:
      fallbackBehind(found, context.own) ??
      fallbackOf(
        found,
        { around, wrappers, isStatic },
        {
          within: ({ line, end }, one) => others(line, end, ways.fileOf(one) ?? file),
          elsewhere,
          unclear: callers.unclear.instead,
        },
        knowledge,
      ),
    onError: outcome.onError,
    redirectable: redirectableOf(found),
  };
  const here = around.filter((one) => (ways.fileOf(one) ?? file) === file);
  return { site, found, attempts, outcome, isDeadlineOptional: deadline.isOptional, around: here, wrappers };
}

const FALLBACK_NAME =
  /(?:with|model|provider|llm|chat)_?\w*fallback|fallback_?(?:model|provider|llm|client|chain)|failover/i;

/** A function of the product that is there for fallbacks, by its name, where it is declared or called. */
function fallbackIn(files: ReadonlyMap<string, FileFacts>): string | null {
  for (const [file, { routines, uses }] of files) {
    if (useOf(file) !== 'production') continue;
    const names = [...routines.map(({ symbol }) => symbol), ...uses.map(({ name }) => name)];
    const found = names.find((name) => FALLBACK_NAME.test(name) && !KNOWN.test(name));
    if (found !== undefined) return found;
  }
  return null;
}

/** Those are followed. */
const KNOWN = /^(?:with_fallbacks|withFallbacks)$/;

/** Names of what protects a call from outside. */
function namesOf({ retries, timeouts, fallbacks }: Knowledge['protectors']): ReadonlySet<string> {
  const names = [...retries, ...timeouts, ...fallbacks].map(({ name }) => name.slice(name.lastIndexOf('.') + 1));
  return new Set(names);
}

function worstOf(timeout: Known<number | null>, attempts: Known<number>): Known<number | null> {
  const { at } = timeout;
  if (timeout.value === null) return { value: null, by: timeout.by, at, because: 'it waits for ever' };
  if (timeout.value === 'unknown' || attempts.value === 'unknown')
    return { value: 'unknown', by: 'nothing', at, because: 'deadline or retries are not known' };
  const by = timeout.by === 'code' ? 'code' : attempts.by === 'code' ? 'inferred' : timeout.by;
  return { value: timeout.value * attempts.value, by, at, because: 'the deadline, as often as it is sent' };
}

function idOf(key: string, ordinal: number): string {
  return createHash('sha256').update(`${key} ${ordinal}`).digest('hex').slice(0, 12);
}
