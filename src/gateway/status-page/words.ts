import type { Level, Stage } from '../../model/official.ts';
import type { Condition } from '../../model/verdict.ts';
import type { Tone } from '../../page/shapes.ts';
import { dayInWords, lasted } from '../../page/words.ts';

/** A sentence. A moment in it is shown in the reader's own time where that is known, and in UTC elsewhere. */
export type Words = readonly (string | Moment)[];

/** `clock`: 14:02, with the day when that is not today's. `full`: day and clock. `day`: the day alone. `ago`: 12 s ago. */
export type Moment = { readonly atMs: number; readonly form: 'clock' | 'full' | 'day' | 'ago' };

export type Term = { readonly word: string; readonly tone: Tone };

/** For people: what a verdict comes to. */
export const CONDITIONS: Readonly<Record<Condition, Term>> = {
  healthy: { word: 'Working', tone: 'well' },
  // Nobody is to be alarmed by it, and nobody is to be told that all is well.
  suspected: { word: 'Looking closer', tone: 'watch' },
  degraded: { word: 'Having trouble', tone: 'trouble' },
  down: { word: 'Down', tone: 'down' },
  recovering: { word: 'Coming back', tone: 'trouble' },
  unknown: { word: 'Not verified', tone: 'unknown' },
};

/** For people: what a maker says of its own. */
export const LEVELS: Readonly<Record<Level, Term>> = {
  operational: { word: 'No trouble', tone: 'well' },
  maintenance: { word: 'Maintenance', tone: 'planned' },
  degraded: { word: 'Degraded', tone: 'slow' },
  partial: { word: 'Partial outage', tone: 'trouble' },
  major: { word: 'Major outage', tone: 'down' },
  unknown: { word: 'Not verified', tone: 'unknown' },
};

export const STAGES: Readonly<Record<Stage, string>> = {
  investigating: 'Investigating',
  identified: 'Identified',
  monitoring: 'Monitoring',
  resolved: 'Resolved',
};

/** A moment in UTC, as it is read without a browser that knows better. */
export function inUtc({ atMs, form }: Moment, nowMs: number): string {
  if (form === 'ago') return nowMs - atMs < 1_000 ? 'just now' : `${lasted(nowMs - atMs)} ago`;
  const [date = '', time = ''] = new Date(atMs).toISOString().split('T');
  const clock = `${time.slice(0, 5)} UTC`;
  if (form === 'clock' && nowMs - atMs < DAY_MS && nowMs >= atMs - HOUR_MS) return clock;
  const day = dayInWords(date);
  return form === 'day' ? day : `${day}, ${clock}`;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Sentences of the monitor and of pages say `09:41 UTC`, and mean the last time that it was so when they were said: the same with moments in their place.
 */
export function withMoments(text: string, saidMs: number): Words {
  const pieces = text.split(/\b(\d\d:\d\d)(?: UTC\b|(?= and \d\d:\d\d UTC\b))/);
  return pieces.map((piece, at) => (at % 2 === 0 ? piece : { atMs: lastTime(piece, saidMs), form: 'clock' as const }));
}

function lastTime(clock: string, nowMs: number): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  const sameDayMs = Math.floor(nowMs / DAY_MS) * DAY_MS + hours * HOUR_MS + minutes * 60_000;
  return sameDayMs > nowMs + 60_000 ? sameDayMs - DAY_MS : sameDayMs;
}

/** A sentence as plain text. */
export function plain(words: Words, nowMs: number): string {
  return words.map((piece) => (typeof piece === 'string' ? piece : inUtc(piece, nowMs))).join('');
}

/** `GPT-5.6`, `Claude Sonnet 5.5`: a model's name as people say it. */
export function modelForPeople(model: string): string {
  const bare = model.split('/').at(-1) ?? model;
  const spoken = bare.replace(/-(\d+)-(\d{1,2})(?=$|-)/, ' $1.$2');
  if (/^gpt/i.test(spoken)) return spoken.replace(/^gpt/i, 'GPT');
  if (!/^(?:claude|gemini|llama|mistral|sonar|grok|qwen|deepseek)/.test(spoken)) return bare;
  return spoken
    .replaceAll(/[-:]/g, ' ')
    .replace(/^([a-z]+)(\d)/, '$1 $2')
    .replaceAll(/(?:^|\s)[a-z]/g, (letter) => letter.toUpperCase());
}
