import { at, textAt, type JsonObject } from '../../../model/json.ts';
import type { Asking, BackgroundAnswer, Route, Telling, TroubleKind } from './dialect.ts';

/**
 * What providers do about answers that they are asked to make in the background, where they do not do as OpenAI does. Which one a
 * simulated model is at, its name says: `gpt-5.6-expires`.
 */
export const KEEPING_HABITS = {
  '-unkept': 'It takes the wish for one it does not know, and keeps nothing.',
  '-refuses-background': 'It refuses it.',
  '-expires': 'It makes the answer, but its events can be had only once.',
  '-replays': 'It gives all events once more, wherever the rest was to begin.',
} as const;

type Habit = keyof typeof KEEPING_HABITS;

/** The events of an answer can be had for so long, ms; seen at OpenAI in January 2026 (github.com/openai/openai-python/issues/2828). */
const STREAMED_MS = 300_000;
const EXPIRED = 'This response can no longer be streamed because it is more than 5 minutes old.';

const has = (model: string, habit: Habit): boolean => model.includes(habit);

/** Is the answer made whether somebody listens or not? */
export function isInBackground({ request }: Pick<Telling, 'request'>): boolean {
  return at(request, 'background') === true && !has(textAt(request, 'model'), '-unkept');
}

/** What the API says against a wish for such an answer, or null. */
export function complaintAboutBackground(body: JsonObject): string | null {
  if (at(body, 'background') !== true) return null;
  if (has(textAt(body, 'model'), '-refuses-background')) return "Unknown parameter: 'background'.";
  return at(body, 'store') === false ? 'Background responses need store to be true.' : null;
}

type Envelope = (answer: BackgroundAnswer) => JsonObject;

/** What lives below an answer: the answer itself, its events, and its end. */
export function routeToKept({ method, path, query, background }: Asking, envelope: Envelope): Route {
  const [, id = '', cancel = ''] = /^responses\/(resp_\w+)(\/cancel)?$/.exec(path) ?? [];
  if (id === '' || method !== (cancel === '' ? 'GET' : 'POST')) return { to: 'nowhere' };
  const answer = background?.find(id) ?? null;
  if (background === undefined || answer === null)
    return against('no-such-path', `Response with id '${id}' not found.`);
  const nowMs = background.nowMs();
  if (cancel !== '') {
    background.end(id);
    return { to: 'plain', body: envelope(background.find(id) ?? answer), needsNoBody: true };
  }
  if (query.get('stream') !== 'true') return { to: 'plain', body: envelope(answer) };
  const { telling, ended } = answer;
  const { model } = telling.asked;
  if (has(model, '-expires') || nowMs - telling.atMs > STREAMED_MS) return against('invalid', EXPIRED);
  if (ended) return against('invalid', `Response with id '${id}' was cancelled.`);
  return { to: 'rest', telling, after: has(model, '-replays') ? -1 : Number(query.get('starting_after') ?? -1) };
}

function against(kind: TroubleKind, message: string): Route {
  return { to: 'trouble', trouble: { kind, message }, needsNoBody: true };
}
