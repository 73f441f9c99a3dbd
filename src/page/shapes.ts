import { Html, html } from './html.ts';

/** How something is shown: one shape and one colour each, never without its word. */
export type Tone = 'well' | 'watch' | 'slow' | 'trouble' | 'down' | 'planned' | 'unknown';

/** One shape per tone, so that nobody has to tell colours apart. Drawn in a box of 16 by 16. */
const SHAPES: Readonly<Record<Tone, string>> = {
  // A circle with a tick.
  well: '<circle cx="8" cy="8" r="7"/><path class="mark" d="M4.8 8.3l2.2 2.2 4.3-4.7"/>',
  // A magnifying glass.
  watch: '<circle class="ring" cx="7" cy="7" r="5"/><path class="ring" d="M10.8 10.8l3.7 3.7"/>',
  // A half moon.
  slow: '<circle class="ring" cx="8" cy="8" r="6.6"/><path d="M8 1.4a6.6 6.6 0 0 1 0 13.2z"/>',
  // A triangle with an exclamation mark.
  trouble: '<path d="M8 1.2 15.4 14.4H.6z"/><path class="mark" d="M8 6v4M8 12.3v.1"/>',
  // An octagon with a cross.
  down: '<path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z"/><path class="mark" d="M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2"/>',
  // A square with a clock's hands.
  planned: '<rect x="1.2" y="1.2" width="13.6" height="13.6" rx="3"/><path class="mark" d="M8 4.2V8l2.6 1.8"/>',
  // A broken ring with a question mark.
  unknown:
    '<circle class="ring dashed" cx="8" cy="8" r="6.6"/><path class="ring" d="M6.2 6.3a1.9 1.9 0 1 1 2.6 1.8c-.6.3-.8.6-.8 1.2M8 11.6v.1"/>',
};

/** Decoration beside a word, which is what is read out. */
export function shape(tone: Tone): Html {
  const drawing = new Html(SHAPES[tone]);
  return html`<svg class="shape ${tone}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${drawing}</svg>`;
}
