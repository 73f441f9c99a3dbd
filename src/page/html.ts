/** A piece of HTML that is safe to put into a page. Only `html` makes one: whatever is put into it is text, unless it is one itself. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** What may stand in a template. A list is its pieces side by side; null is nothing. */
export type Piece = Html | string | number | null | readonly Piece[];

/** A template whose values are escaped for texts and for attributes in double quotes. */
export function html(strings: TemplateStringsArray, ...values: readonly Piece[]): Html {
  return new Html(strings.map((text, at) => text + rendered(values[at] ?? null)).join(''));
}

/** The same for XML, where white space may mean something. */
export function xml(strings: TemplateStringsArray, ...values: readonly Piece[]): Html {
  return html(strings, ...values);
}

const isList = (piece: Piece): piece is readonly Piece[] => Array.isArray(piece);

function rendered(piece: Piece): string {
  if (piece === null) return '';
  if (piece instanceof Html) return piece.text;
  if (isList(piece)) return piece.map(rendered).join('');
  return escaped(String(piece));
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // Lines of texts are theirs; those of templates are nobody's.
  '\n': '&#10;',
};

/** For texts and attributes of HTML and XML. What no XML may hold is left out. */
export function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(FORBIDDEN, '')
    .replaceAll(/[&<>"'\n]/g, (one) => ESCAPES[one] ?? one);
}

// eslint-disable-next-line no-control-regex -- Those are meant.
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/** A link to somewhere else, or the text alone where the address is none that a browser should open. */
export function link(address: string, text: Piece): Html {
  if (!isWeb(address)) return html`<span>${text}</span>`;
  return html`<a href="${address}" rel="noopener noreferrer external">${text}</a>`;
}

/** Addresses come from pages of others, too. */
export function isWeb(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
