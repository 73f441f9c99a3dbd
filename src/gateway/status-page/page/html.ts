import { html, type Html } from '../../../page/html.ts';
import { inUtc, type Moment, type Words } from '../words.ts';

/** A moment in UTC, which the script of the page turns into the reader's own time. */
export function moment(at: Moment, nowMs: number): Html {
  const iso = new Date(at.atMs).toISOString();
  return html`<time datetime="${iso}" data-form="${at.form}">${inUtc(at, nowMs)}</time>`;
}

export function sentence(words: Words, nowMs: number): Html {
  return html`${words.map((piece) => (typeof piece === 'string' ? piece : moment(piece, nowMs)))}`;
}
