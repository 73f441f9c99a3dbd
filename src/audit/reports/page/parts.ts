import { html, type Html, type Piece } from '../../../page/html.ts';
import { shape, type Tone } from '../../../page/shapes.ts';
import type { Verdict } from '../../workflows/verdict.ts';
import { inOneLine, shortened } from '../text.ts';

/** Most characters of a text of somebody else in one place. */
const TEXT_MAX = 400;

/** A text that comes from code or from people. */
export function said(text: string, max = TEXT_MAX): string {
  return shortened(inOneLine(text), max);
}

/** A path or a name of code, which may break where its parts end. */
export function code(text: string, max = TEXT_MAX): Html {
  const parts = said(text, max).split(/(?<=[/._])(?=\w)/);
  return html`<code>${parts.map((part, at) => (at === 0 ? part : html`<wbr />${part}`))}</code>`;
}

const TONES: Readonly<Record<Verdict, Tone>> = {
  EXPOSED: 'down',
  UNKNOWN: 'unknown',
  CLAIMED: 'trouble',
  STALE: 'slow',
  ACCEPTED: 'planned',
  PROVEN: 'well',
};

export function toneOf(verdict: Verdict): Tone {
  return TONES[verdict];
}

/** A verdict: its word, with a shape and a colour of its own beside it. */
export function verdictMark(verdict: Verdict): Html {
  const tone = TONES[verdict];
  return html`<span class="mark ${tone}">${shape(tone)} <strong>${verdict}</strong></span>`;
}

/** What is not shown, so that nobody takes a part for the whole. */
export function restLine(all: number, shown: number, where = 'failsoft audit report --format json'): Html | null {
  if (all <= shown) return null;
  return html`<p class="quiet rest">And ${(all - shown).toLocaleString('en')} more; ${where} has them all.</p>`;
}

export type Column = { readonly title: string; readonly isNumber?: boolean };

/** A table that scrolls by itself where it is too wide. The first cell of a row is its head. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly Piece[])[]): Html {
  return html`<div class="wide" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ title, isNumber }) => html`<th scope="col" ${numberClass(isNumber)}>${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell, at) =>
                at === 0
                  ? html`<th scope="row">${cell}</th>`
                  : html`<td ${numberClass(columns[at]?.isNumber)}>${cell}</td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function numberClass(isNumber: boolean | undefined): Html | null {
  return isNumber === true ? html`class="number"` : null;
}
