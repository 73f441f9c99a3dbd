/** The longest title and the longest update that are kept, characters. */
const TITLE_MAX = 300;
const TEXT_MAX = 4_000;
/** How much of a text is looked at, characters. */
const LOOKED_AT_MAX = 64 * 1024;

/** HTML, or what may be some, as plain text: the ends of blocks become line ends, tags and what would steer a terminal go. */
export function plainText(html: string, max: number = TEXT_MAX): string {
  const text = html
    .slice(0, LOOKED_AT_MAX)
    .replace(/<(?:script|style)\b[^<]*<\/(?:script|style)>/gi, ' ')
    .replace(/<br\s*\/?>|<\/(?:p|div|li|h[1-6]|tr|ul|ol)>|<hr\s*\/?>/gi, '\n')
    .replace(/<\/?[a-z!][^<>]{0,2000}>/gi, '');
  return decoded(text)
    .replace(STEERING, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .slice(0, max)
    .toWellFormed();
}

export function titleText(html: string): string {
  return plainText(html, TITLE_MAX).replaceAll('\n', ' ');
}

/** Control characters, and those that turn the direction of what follows. */
// eslint-disable-next-line no-control-regex -- They are what is looked for.
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
};

function decoded(text: string): string {
  return text.replace(/&(#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,6});/gi, (all, name: string) => {
    const lower = name.toLowerCase();
    if (!lower.startsWith('#')) return ENTITIES[lower] ?? all;
    const code = lower.startsWith('#x') ? Number.parseInt(lower.slice(2), 16) : Number(lower.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}
