import { SHORT_FORMS } from './spelling.ts';

/** One word, number, mark or quotation of a text. `text`: in small letters; `raw`: as it is written. */
export type Token = {
  readonly kind: 'word' | 'number' | 'quotation' | 'mark';
  readonly text: string;
  readonly raw: string;
};

/** A quotation, a number with what belongs to it, a word with hyphens, points and apostrophes inside, or one mark. */
const PIECE =
  /"[^"]*"|(?<![a-z0-9])[$]?\d+(?:[.,:]\d+)*%?(?![a-z0-9])|[a-z0-9]+(?:[.'&-][a-z0-9]+)*(?:'(?![a-z]))?|\S/gi;

/** The text in one way of writing it: straight quotes, one space between words. */
export function straightened(text: string): string {
  return text
    .replaceAll(/[‘’‛`´]/g, "'")
    .replaceAll(/[“”„]/g, '"')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Reads a text as tokens. Only what stands at its end and ends it is left out; short forms are written out. */
export function tokensOf(text: string): readonly Token[] {
  const ended = text.replace(/[\s.?!]+$/, '');
  return [...ended.matchAll(PIECE)].flatMap(([raw]) => read(raw));
}

function read(raw: string): readonly Token[] {
  const text = raw.toLowerCase();
  if (raw.startsWith('"') && raw.length > 1) return [{ kind: 'quotation', text: raw, raw }];
  if (/^[$]?\d/.test(raw) && /^[$\d.,:%]+$/.test(raw)) return [{ kind: 'number', text, raw }];
  if (!/[a-z0-9]/i.test(raw)) return [{ kind: 'mark', text, raw }];
  const long = Object.hasOwn(SHORT_FORMS, text) ? SHORT_FORMS[text] : undefined;
  if (long === undefined) return [{ kind: 'word', text, raw }];
  // The case of a short form is that of its first word.
  return long.map((word, place) => ({ kind: 'word', text: word, raw: place === 0 ? raw.slice(0, word.length) : word }));
}
