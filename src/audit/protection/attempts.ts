import type { Known } from '../../model/audit.ts';
import type { Around } from '../facts/facts.ts';
import { pathsOf, type Value, valuesIn } from '../facts/value.ts';
import { isModule } from '../find/families.ts';
import { named } from '../find/provider.ts';
import type { Found } from '../find/sites.ts';
import type { Knowledge } from '../signatures/load.ts';
import type { Protector } from './protectors.ts';

/** How often a call is sent. */
export type Attempts = {
  readonly attempts: Known<number>;
  /** Somebody tries again at once, without waiting. */
  readonly isHasty: boolean;
  /** The errors that are tried again, where that is said by their types. */
  readonly retried: readonly string[];
};

/**
 * How often a call is sent at most: what the client does, times what is put around it. `unclear`: a file with callers of which only some,
 * or perhaps none, try again.
 */
export function attemptsOf(
  found: Found,
  wrappers: readonly Protector[],
  knowledge: Knowledge,
  unclear: string | null,
): Attempts {
  const { file, call, match, given, facts } = found;
  const at = { file, line: call.line };
  const around = [...byWrappers(wrappers, knowledge), ...byLoops(call.around)];
  const isHasty = around.some(({ waits }) => !waits);
  const retried = wrappers.flatMap(retriedBy);
  const made = match?.path.steps.slice(0, -1).flatMap((step) => step.given ?? []) ?? [];
  const [own] = named([...given, ...made], match?.signature.arguments.retries ?? []);
  const say = (value: number | 'unknown', because: string): Attempts => ({
    attempts: { value, by: 'code', at, because },
    isHasty,
    retried,
  });
  const unknown = (by: 'inferred' | 'nothing', because: string): Attempts => ({
    attempts: { value: 'unknown', by, at, because },
    isHasty,
    retried,
  });
  if (unclear !== null)
    return unknown('inferred', `callers in ${unclear} may try again, and not all of them can be followed`);
  const defaults = match?.signature.defaults;
  const isKnown = defaults !== undefined && defaults.languages.includes(facts.language);
  const inClient =
    own === undefined
      ? isKnown
        ? defaults.retries + 1
        : match === null
          ? 1
          : 'unknown'
      : own.is === 'number'
        ? own.number + 1
        : 'unknown';
  if (around.length > 0) {
    const outside = product(around);
    return say(
      outside === 'unknown' || inClient === 'unknown' ? 'unknown' : outside * inClient,
      'what is put around it, times what the client does',
    );
  }
  if (own !== undefined) return say(inClient, 'the retries that are set');
  if (inClient !== 'unknown')
    return {
      attempts: {
        value: inClient,
        by: 'default',
        at,
        because: isKnown ? `what the SDK does by itself (${defaults.source})` : 'nothing tries again',
      },
      isHasty,
      retried,
    };
  return unknown('nothing', 'what the SDK does by itself is not known');
}

function product(around: readonly Again[]): number | 'unknown' {
  return around.reduce<number | 'unknown'>(
    (all, { attempts }) => (all === 'unknown' || attempts === null ? 'unknown' : all * attempts),
    1,
  );
}

type Again = { readonly attempts: number | null; readonly waits: boolean };

function byWrappers(wrappers: readonly Protector[], { protectors }: Knowledge): readonly Again[] {
  return wrappers.flatMap(({ name, module, given }): readonly Again[] => {
    const row = protectors.retries.find(
      (one) => one.name === name && (one.module === '' ? true : module !== null && isModule(module, one.module)),
    );
    if (row === undefined) return [];
    const waits = row.waits || (row.waitOption !== undefined && named(given, [row.waitOption]).length > 0);
    const [option] = named(given, [row.option]);
    const number = option === undefined ? null : numberIn(option);
    // A function of this house by that name tries as often as it likes.
    const usual = row.module === '' && module !== null ? null : row.attempts;
    const counted = number === null ? usual : row.option === 'retries' ? number + 1 : number;
    return [{ attempts: counted, waits }];
  });
}

/** `stop=stop_after_attempt(5)`, `retries: 3`. */
function numberIn(value: Value): number | null {
  return valuesIn(value).flatMap((one) => (one.is === 'number' ? [one.number] : []))[0] ?? null;
}

/** A loop around a `try` whose handler goes on tries again. */
function byLoops(around: readonly Around[]): readonly Again[] {
  const tried = around.findIndex(({ is }) => is === 'try');
  const guard = around[tried];
  const outer = around.slice(tried + 1).find(({ is }) => is === 'loop');
  if (guard?.is !== 'try' || outer?.is !== 'loop') return [];
  const goesOn = guard.handlers.some(
    ({ effects }) =>
      effects.every(({ does }) => does === 'go on' || does === 'set') || effects.some(({ does }) => does === 'set'),
  );
  if (!goesOn || !outer.leavesOnSuccess || /model|provider|client|fallback|deployment/i.test(outer.over)) return [];
  return [
    {
      attempts: outer.count,
      waits:
        outer.waits ||
        guard.handlers.some(({ calls }) => calls.some((name) => /sleep|delay|wait|backoff|setTimeout/i.test(name))),
    },
  ];
}

/** `retry=retry_if_exception_type((APIError, Timeout))`. */
function retriedBy({ given }: Protector): readonly string[] {
  return named(given, ['retry', 'exception', 'exceptions', 'retryFor', 'include']).flatMap((value) =>
    valuesIn(value).flatMap(typeIn),
  );
}

function typeIn(value: Value): readonly string[] {
  const name =
    value.is === 'member' || value.is === 'import' || value.is === 'bare'
      ? value.name
      : (pathsOf(value)[0]?.steps.at(-1)?.name ?? '');
  return /Error$|Exception$|Timeout$/.test(name) ? [name] : [];
}
