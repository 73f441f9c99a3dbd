import { lastSaid } from '../../cache/words.ts';
import type { Json } from '../../model/json.ts';
import type { KeptAnswer } from '../../model/kept-answer.ts';
import { type Channel, columns, duration, shorten, wrap } from '../print.ts';
import type { ShownAnswer } from './desk.ts';

/** So much of a key tells it from all others, and can be written by hand. */
const KEY_LENGTH = 12;

/** Kept answers as a table, newest first. */
export function keptTable(answers: readonly KeptAnswer[], { paint }: Channel): readonly string[] {
  const nowMs = Date.now();
  const head = ['key', 'age', 'of use for', 'size', 'route', 'tenant', 'model', 'answered by'];
  const rows = answers.map((one) => [
    one.key.slice(0, KEY_LENGTH),
    duration(Math.max(0, nowMs - one.madeAtMs)),
    left(one, nowMs, paint),
    sizeWords(one.bytes),
    shorten(one.route, 20),
    shorten(one.tenant === '' ? '–' : one.tenant, 20),
    shorten(one.model, 30),
    one.servedBy,
  ]);
  return columns([head.map((title) => paint('dim', title)), ...rows]);
}

/** One answer with all that is known of it. */
export function keptDetails(answer: ShownAnswer, channel: Channel): readonly string[] {
  const { paint, width } = channel;
  const nowMs = Date.now();
  const { key, route, tenant, model, servedBy, dialect, madeAtMs, bytes, request, reply } = answer;
  const say = (text: string): string => `  ${wrap(text, { width: width() - 2, indent: 2 })}`;
  const paragraphs = (text: string): readonly string[] => text.split('\n').map(say);
  return [
    ...columns([
      ['key', key],
      ['route', route],
      ['tenant', tenant === '' ? 'all callers, because no clients are named' : tenant],
      ['model', `${model}, in ${dialect === '' ? 'a dialect that is not known' : dialect}`],
      ['answered by', servedBy],
      ['made', `${new Date(madeAtMs).toISOString()}, ${duration(Math.max(0, nowMs - madeAtMs))} ago`],
      ['of use for', left(answer, nowMs, paint)],
      ['size', sizeWords(bytes)],
    ]),
    '',
    paint('bold', 'Asked'),
    ...paragraphs(questionIn(request)),
    '',
    paint('bold', 'Answered'),
    ...(reply === null
      ? [say('An answer of another version, which is given to nobody.')]
      : reply.parts.flatMap((part) =>
          'text' in part ? paragraphs(part.text) : [say(`[${part.type}${'name' in part ? ` ${part.name}` : ''}]`)],
        )),
  ];
}

function left({ untilMs }: KeptAnswer, nowMs: number, paint: Channel['paint']): string {
  return untilMs <= nowMs ? paint('dim', 'nothing') : duration(untilMs - nowMs);
}

function sizeWords(bytes: number): string {
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

/** What people would recognise it by; all of it is in `--json`. */
function questionIn(request: Json): string {
  const said = lastSaid(request);
  return said === '' ? JSON.stringify(request) : said;
}
