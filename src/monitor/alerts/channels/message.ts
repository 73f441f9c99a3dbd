import { createHash } from 'node:crypto';
import type { Notice, Place } from '../../../model/channel.ts';

/** A notice as one try sends it. */
export type Message = {
  /** The same at every try. */
  readonly id: string;
  readonly notice: Notice;
  /** The machine that this gateway runs on, for people. */
  readonly host: string;
  /** This gateway, unlike any other; it stays what it is as long as its store does. */
  readonly origin: string;
  /** ms since 1970. */
  readonly sentAtMs: number;
};

/** A request that carries it. Address and headers open something: they are shown to nobody. */
export type Post = { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string };

/** The place of one kind of channel. */
export type PlaceOf<Kind extends Place['kind']> = Extract<Place, { readonly kind: Kind }>;

export function postJson(url: string, body: object, headers: Readonly<Record<string, string>> = {}): Post {
  return { url, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** `Still: Claude API is down`. */
export function titleOf({ kind, alert }: Notice): string {
  return kind === 'reminder' ? `Still: ${alert.title}` : alert.title;
}

/** How it should look: never by colour alone. */
export function toneOf({ kind, alert }: Notice): Tone {
  if (alert.type === 'test') return 'note';
  if (kind === 'end') return 'over';
  return alert.severity === 'info' ? 'note' : alert.severity;
}

export type Tone = 'critical' | 'warning' | 'note' | 'over';

/** A sign for titles, and a colour as 0xRRGGBB. */
export const LOOKS: Readonly<Record<Tone, { readonly sign: string; readonly word: string; readonly colour: number }>> =
  {
    critical: { sign: '🔴', word: 'Critical', colour: 0xc5221f },
    warning: { sign: '🟠', word: 'Warning', colour: 0xb06000 },
    note: { sign: 'ℹ️', word: 'Note', colour: 0x1a73e8 },
    over: { sign: '🟢', word: 'Over', colour: 0x188038 },
  };

/** `🔴 Claude API is down`. */
export function headline(notice: Notice): string {
  return `${LOOKS[toneOf(notice)].sign} ${titleOf(notice)}`;
}

/** `Critical, since 14:02 UTC. Failsoft on gateway-1`. */
export function footerOf({ notice, host }: Message): string {
  const since = notice.kind === 'missed' ? '' : `, since ${new Date(notice.sinceMs).toISOString().slice(11, 16)} UTC`;
  return `${LOOKS[toneOf(notice)].word}${since}. Failsoft on ${host}`;
}

/** What belongs together there, in few and harmless letters, whatever a page calls its incidents. */
export function keyOf({ notice, origin }: Message): string {
  const hash = createHash('sha256').update(`${origin}\n${notice.alert.episode}`).digest('hex');
  return `failsoft-${hash.slice(0, 32)}`;
}

/** A text cut to so many characters (UTF-16 units, which is what most receivers count), with a sign that it was. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}

/** The same of what a text becomes letter by letter. */
export function cutAs(text: string, most: number, escape: (letter: string) => string): string {
  const letters = Array.from(text, escape);
  const whole = letters.join('');
  if (whole.length <= most) return whole;
  let short = '';
  for (const letter of letters) {
    if (short.length + letter.length >= most) break;
    short += letter;
  }
  return `${short}…`;
}

/** The same by bytes of UTF-8. */
export function cutBytes(text: string, most: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return text;
  // A character that was cut in two becomes one that says so.
  return `${bytes
    .subarray(0, most - 6)
    .toString('utf8')
    .replace(/\uFFFD+$/, '')}…`;
}
