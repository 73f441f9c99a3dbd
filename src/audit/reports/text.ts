/**
 * A text from code or people as one line: white space becomes a space; control characters go, and those that turn the direction of what
 * follows, because they show something else than is there.
 */
export function inOneLine(text: string): string {
  return text.toWellFormed().replace(/\s+/g, ' ').replace(STEERING, '').trim();
}

// eslint-disable-next-line no-control-regex -- They are what is looked for.
const STEERING = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** No more characters of a text than this; that something is missing is said at its end. */
export function shortened(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - CUT.length).toWellFormed()}${CUT}`;
}

const CUT = ' … (cut)';

/**
 * A text of somebody else within Markdown: nothing in it is markup, an address to follow, the end of a cell or the begin of a list.
 */
export function inMarkdown(text: string, max: number): string {
  return shortened(inOneLine(text), max)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]|~!]/g, '\\$&')
    .replaceAll('://', ':\\//')
    .replace(/www\./gi, 'www\\.')
    .replace(/^(?=[+\-=#])/, '\\')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2');
}
