import type { Known } from '../../model/audit.ts';
import { type Given, pathsOf, type Value } from '../facts/value.ts';
import { FAMILIES, isModule } from '../find/families.ts';
import { calledIn, named } from '../find/provider.ts';
import type { Found } from '../find/sites.ts';
import type { Knowledge } from '../signatures/load.ts';
import { durationOf, mayBeMissing, type Unit } from './durations.ts';
import type { Protector } from './protectors.ts';

/** How long a call is waited for, and whether that hangs on a setting that may be empty. */
export type Deadline = { readonly timeoutMs: Known<number | null>; readonly isOptional: boolean };

/** The deadline of a call: what is said at it, at its client, or around it; else what its SDK does. */
export function deadlineOf(found: Found, wrappers: readonly Protector[], knowledge: Knowledge): Deadline {
  const at = { file: found.file, line: found.call.line };
  const around = aroundOf(wrappers, knowledge);
  const said = [...saidAt(found), ...around];
  const [first] = said;
  if (around.length === 0 && isSwitchedOff(found))
    return { timeoutMs: { value: null, by: 'code', at, because: 'its deadline is switched off' }, isOptional: false };
  if (first !== undefined) {
    const known = said.map(({ value, unit }) => durationOf(value, unit)).filter((ms) => ms !== 'unknown');
    return {
      timeoutMs: { value: known.length === 0 ? 'unknown' : Math.min(...known), by: 'code', at, because: first.because },
      isOptional: said.every(({ value }) => mayBeMissing(value)),
    };
  }
  return { timeoutMs: byDefault(found, knowledge), isOptional: false };
}

/** In Python `timeout=None` at a call waits for ever, whatever its client was told. */
function isSwitchedOff({ match, given, facts }: Found): boolean {
  if (FAMILIES[facts.language] !== 'python') return false;
  const names: readonly string[] = match?.signature.arguments.timeoutS['python'] ?? HTTP_NAMES.s;
  return given.some(
    ({ name, value }) => name !== null && names.includes(name) && value.is === 'constant' && value.value === null,
  );
}

type Said = { readonly value: Value; readonly unit: Unit; readonly because: string };

function saidAt(found: Found): readonly Said[] {
  const { match, given, facts, call } = found;
  const family = FAMILIES[facts.language];
  const signature = match?.signature;
  // Without an SDK it is the client of HTTP that may have one: `&http.Client{Timeout: …}`.
  const steps = match?.path.steps ?? pathsOf(call.callee)[0]?.steps ?? [];
  const made = steps.slice(0, -1).flatMap((step) => step.given ?? []);
  const all: readonly Given[] = [...given, ...made];
  const find = (names: readonly string[], unit: Unit): readonly Said[] => {
    const values = [...named(all, names), ...calledIn(steps, names)];
    return values.map((value) => ({ value, unit, because: 'the deadline that is set' }));
  };
  const own = signature === undefined ? HTTP_NAMES : null;
  return [
    ...find(own?.ms ?? signature?.arguments.timeoutMs[family] ?? [], 'ms'),
    ...find(
      own?.[family === 'js' || family === 'go' ? 'none' : 's'] ?? signature?.arguments.timeoutS[family] ?? [],
      's',
    ),
    ...find(signature?.arguments.timeout ?? [], 'duration'),
    ...find(
      ['timeout', 'Timeout', 'connectTimeout'].filter(
        () => own !== null && family !== 'python' && family !== 'php' && family !== 'ruby',
      ),
      family === 'js' ? 'ms' : 'duration',
    ),
    ...signals([...given, ...made]),
    ...contexts(given),
    ...(facts.language === 'shell' ? shellDeadline(given) : []),
  ];
}

const HTTP_NAMES = { ms: ['timeoutMs'], s: ['timeout', 'read_timeout', 'open_timeout', 'total'], none: [] } as const;

/** `signal: AbortSignal.timeout(30_000)`. */
function signals(given: readonly Given[]): readonly Said[] {
  return named(given, ['signal', 'abortSignal', 'abort_signal', 'cancellationToken']).flatMap(
    (value): readonly Said[] => {
      const isTimed = value.is === 'made' && (pathsOf(value.by)[0]?.steps.at(-1)?.name ?? '') === 'timeout';
      return isTimed && value.given[0] !== undefined
        ? [{ value: value.given[0].value, unit: 'ms', because: 'the signal that ends it' }]
        : [];
    },
  );
}

/** Go and C# hand a deadline on as an object of its own. */
function contexts(given: readonly Given[]): readonly Said[] {
  return given.flatMap(({ value }): readonly Said[] =>
    pathsOf(value).flatMap(({ steps }): readonly Said[] => {
      const step = steps.find(
        ({ name, given: with_ }) => /^(?:WithTimeout|CancellationTokenSource)$/.test(name) && with_ !== null,
      );
      const length = step?.given?.[step.name === 'WithTimeout' ? 1 : 0];
      return length === undefined
        ? []
        : [{ value: length.value, unit: 'duration', because: 'the context that ends it' }];
    }),
  );
}

function shellDeadline(given: readonly Given[]): readonly Said[] {
  return given.flatMap(({ value }, at): readonly Said[] => {
    const next = given[at + 1];
    const isFlag = value.is === 'text' && /^(?:-m|--max-time|--timeout|-T)$/.test(value.text);
    return isFlag && next !== undefined
      ? [{ value: next.value, unit: 's', because: 'the longest time that it is given' }]
      : [];
  });
}

function aroundOf(wrappers: readonly Protector[], { protectors }: Knowledge): readonly Said[] {
  return wrappers.flatMap(({ name, module, given }): readonly Said[] => {
    if (name === 'race') return raced(given);
    const row = protectors.timeouts.find((one) =>
      one.module === ''
        ? one.name.endsWith(name) && one.name.includes('.')
        : one.name === name && isModule(module ?? '', one.module),
    );
    if (row === undefined)
      return /^(?:timeout|WaitAsync|orTimeout|block)$/.test(name) && module === null ? dotTimeout(given) : [];
    const [value] = row.option === '' ? [] : named(given, [row.option]);
    const placed = value ?? given[row.at]?.value;
    return placed === undefined ? [] : [{ value: placed, unit: row.unit, because: 'what is put around it' }];
  });
}

/** `Promise.race([call, rejectAfter(30_000)])`. */
function raced(given: readonly Given[]): readonly Said[] {
  const list = given.find(({ value }) => value.is === 'list')?.value;
  const others = list?.is === 'list' ? list.items : [];
  const timed = others
    .flatMap((one) => (one.is === 'made' ? one.given.map(({ value }) => value) : []))
    .find(({ is }) => is === 'number');
  return [{ value: timed ?? { is: 'unknown' }, unit: 'ms', because: 'the timer that it races with' }];
}

/** `.timeout(Duration.ofSeconds(30))` on what a call gave back. */
function dotTimeout(given: readonly Given[]): readonly Said[] {
  const [first] = given;
  return first === undefined ? [] : [{ value: first.value, unit: 'duration', because: 'the deadline on its result' }];
}

function byDefault(found: Found, { protectors }: Knowledge): Known<number | null> {
  const { match, facts, file, call } = found;
  const at = { file, line: call.line };
  // What is spread into the call may have a deadline in it.
  if (found.given.some(({ name, value }) => name === '**' && value.is !== 'record')) {
    return { value: 'unknown', by: 'nothing', at, because: 'what is passed on is not in sight' };
  }
  const defaults = match?.signature.defaults;
  if (match !== null && defaults !== undefined && defaults.languages.includes(facts.language)) {
    const isMeant =
      defaults.clients.length === 0 || match.path.steps.some(({ name }) => defaults.clients.includes(name));
    if (isMeant)
      return {
        value: defaults.timeoutMs,
        by: 'default',
        at,
        because: `what the SDK does by itself (${defaults.source})`,
      };
  }
  if (match !== null)
    return { value: 'unknown', by: 'nothing', at, because: 'what the SDK does by itself is not known' };
  const family = FAMILIES[facts.language];
  const roots = pathsOf(call.callee).map(({ root, steps }) =>
    root.is === 'import' ? root.module : (steps[0]?.name ?? ''),
  );
  const row =
    protectors.http.find(
      ({ module, families }) =>
        families.includes(family) && (roots.some((root) => isModule(root, module)) || call.written === module),
    ) ??
    protectors.http.find(
      ({ module, families }) => families.includes(family) && facts.imports.some((one) => isModule(one.module, module)),
    );
  return row === undefined
    ? { value: 'unknown', by: 'nothing', at, because: 'what sends it is not known' }
    : { value: row.timeoutMs, by: 'default', at, because: `what it does by itself (${row.source})` };
}
