import { durationMs } from '../../config/quantities.ts';
import { Fault } from '../../model/fault.ts';
import type { StopWhen } from '../../resilience/drill-harm.ts';

/** When a drill is ended before its time, as far as somebody has said so. */
export type Stops = {
  /** What the gateway measures itself. */
  readonly own: Partial<StopWhen>;
  /** Whether a number of the operator's own metric says that it does harm. */
  readonly isHarm: ((value: number) => boolean) | null;
};

/** Every condition: how it is written, and what it comes to; null for what is no such value. */
const CONDITIONS: Readonly<
  Record<string, { readonly example: string; readonly read: (text: string) => Stops | null }>
> = {
  'answered<': { example: 'answered<90%', read: (text) => own('answeredMin', shareOf(text)) },
  'first-token>': { example: 'first-token>30s', read: (text) => own('firstTokenMsMax', durationMs(text)) },
  'silent>': { example: 'silent>60s', read: (text) => own('silentMsMax', durationMs(text)) },
  'metric<': { example: 'metric<0.95', read: (text) => metric(text, (value, limit) => value < limit) },
  'metric>': { example: 'metric>0.02', read: (text) => metric(text, (value, limit) => value > limit) },
};

/** Reads `answered<90%,first-token>30s`. Throws a `configuration` fault. */
export function stopsIn(text: string | null): Stops {
  return (text ?? '')
    .split(',')
    .map((one) => one.replaceAll(/\s/g, ''))
    .filter((one) => one !== '')
    .map(conditionIn)
    .reduce((all, one) => ({ own: { ...all.own, ...one.own }, isHarm: either(all.isHarm, one.isHarm) }), NOTHING);
}

const NOTHING: Stops = { own: {}, isHarm: null };

function conditionIn(text: string): Stops {
  const name = Object.keys(CONDITIONS).find((one) => text.startsWith(one)) ?? '';
  const stops = CONDITIONS[name]?.read(text.slice(name.length)) ?? null;
  if (stops !== null) return stops;
  const examples = Object.values(CONDITIONS).map(({ example }) => example);
  throw new Fault('configuration', `--stop-when takes conditions such as ${examples.join(', ')}, not "${text}".`);
}

function own(name: keyof StopWhen, value: number): Stops | null {
  return value > 0 ? { own: { [name]: value }, isHarm: null } : null;
}

function metric(text: string, isHarm: (value: number, limit: number) => boolean): Stops | null {
  const limit = Number(text);
  return text === '' || Number.isNaN(limit) ? null : { own: {}, isHarm: (value) => isHarm(value, limit) };
}

function either(one: Stops['isHarm'], other: Stops['isHarm']): Stops['isHarm'] {
  if (one === null || other === null) return one ?? other;
  return (value) => one(value) || other(value);
}

/** The share of `90%`; NaN for anything else. */
function shareOf(text: string): number {
  const [, percent] = /^(\d{1,2}(?:\.\d+)?|100)%$/.exec(text) ?? [];
  return percent === undefined ? Number.NaN : Number(percent) / 100;
}
