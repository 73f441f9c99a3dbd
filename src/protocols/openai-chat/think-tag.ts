const OPEN = '<think>';
const CLOSE = '</think>';

/** A piece of what a model says, or of what it thinks. */
export type Spoken = { readonly kind: 'text' | 'thinking'; readonly text: string };

/**
 * Some servers leave thinking in the text, between `<think>` and `</think>`. It is told apart only when it opens the answer; the
 * same words later are words. `feed` may hold back a few letters; `rest` tells them.
 */
export function splitThinking(): {
  readonly feed: (text: string) => readonly Spoken[];
  readonly rest: () => readonly Spoken[];
} {
  let state: 'start' | 'thinking' | 'behind' | 'text' = 'start';
  let held = '';

  const goOn = (): readonly Spoken[] => {
    switch (state) {
      case 'start': {
        const begun = held.trimStart();
        if (begun.length < OPEN.length && OPEN.startsWith(begun)) return [];
        state = begun.startsWith(OPEN) ? 'thinking' : 'text';
        if (state === 'thinking') held = begun.slice(OPEN.length);
        return goOn();
      }
      case 'thinking': {
        const end = held.indexOf(CLOSE);
        if (end >= 0) {
          const thought = held.slice(0, end);
          held = held.slice(end + CLOSE.length);
          state = 'behind';
          return [...speak('thinking', thought), ...goOn()];
        }
        const safe = held.length - endsLike(held, CLOSE);
        const thought = held.slice(0, safe);
        held = held.slice(safe);
        return speak('thinking', thought);
      }
      case 'behind': {
        // The lines between thinking and answer belong to neither.
        held = held.trimStart();
        if (held === '') return [];
        state = 'text';
        return goOn();
      }
      case 'text': {
        const text = held;
        held = '';
        return speak('text', text);
      }
    }
  };

  return {
    feed: (text) => {
      if (state === 'text' && held === '') return speak('text', text);
      held += text;
      return goOn();
    },
    rest: () => {
      const kind = state === 'thinking' ? 'thinking' : 'text';
      const text = held;
      held = '';
      if (state === 'start' && text !== '') state = 'text';
      return speak(kind, text);
    },
  };
}

function speak(kind: Spoken['kind'], text: string): readonly Spoken[] {
  return text === '' ? [] : [{ kind, text }];
}

/** How many letters at the end of a text may be the beginning of a word. */
function endsLike(text: string, word: string): number {
  for (let length = Math.min(text.length, word.length - 1); length > 0; length -= 1) {
    if (word.startsWith(text.slice(-length))) return length;
  }
  return 0;
}

/** A whole text, thinking and words apart. */
export function splitWhole(text: string): { readonly thinking: string; readonly text: string } {
  if (!text.trimStart().startsWith(OPEN)) return { thinking: '', text };
  const split = splitThinking();
  const pieces = [...split.feed(text), ...split.rest()];
  const of = (kind: Spoken['kind']): string => pieces.map((piece) => (piece.kind === kind ? piece.text : '')).join('');
  return { thinking: of('thinking'), text: of('text') };
}
