import { emitKeypressEvents, type Key } from 'node:readline';
import { charactersOf } from '../print.ts';

/** What a person does at the keyboard. */
export type Keyboard = {
  /** The input line has become this. */
  readonly typed: (input: string) => void;
  readonly entered: () => void;
  readonly tab: (shifted: boolean) => void;
  readonly leave: () => void;
};

/** The longest question that can be typed, characters. */
const INPUT_MAX = 2_000;

/** Reads a line that is typed and the few keys that mean something. Returns what ends it. */
export function listenToKeyboard(input: () => string, { typed, entered, tab, leave }: Keyboard): () => void {
  const { stdin } = process;
  const pressed = (text: string | undefined, key: Key): void => {
    if (key.ctrl === true && (key.name === 'c' || key.name === 'd')) leave();
    else if (key.name === 'tab') tab(key.shift === true);
    else if (key.name === 'return' || key.name === 'enter') entered();
    else if (key.name === 'backspace') typed(charactersOf(input()).slice(0, -1).join(''));
    else if (key.ctrl === true && key.name === 'u') typed('');
    else if (key.ctrl === true && key.name === 'w') typed(input().replace(/\S+\s*$/, ''));
    else if (text !== undefined && key.ctrl !== true && key.meta !== true && isPrintable(text)) {
      typed((input() + text).slice(0, INPUT_MAX));
    }
  };
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  stdin.on('keypress', pressed);
  stdin.on('end', leave);
  stdin.resume();
  return () => {
    stdin.off('keypress', pressed);
    stdin.off('end', leave);
    stdin.setRawMode(false);
    stdin.pause();
  };
}

function isPrintable(text: string): boolean {
  return !/\p{Cc}/u.test(text);
}
