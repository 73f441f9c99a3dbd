/** A terminal whose last lines are drawn again and again, below text that stays. */
export type Live = {
  /** Text that stays, above the live lines. */
  readonly print: (lines: readonly string[]) => void;
  /** The live lines anew. The cursor goes to `column` of the last one, or disappears. */
  readonly show: (lines: readonly string[], column: number | null) => void;
  /** Takes the live lines away. Nothing is drawn after it, whoever still has something to say. */
  readonly end: () => void;
};

const ESC = '\u001B[';

/** Draws with the few control sequences that every terminal knows. */
export function live(stream: Pick<NodeJS.WriteStream, 'write'>): Live {
  let shown = 0;
  let over = false;
  const erase = (): string => `\r${shown > 1 ? `${ESC}${shown - 1}A` : ''}${ESC}J`;
  return {
    print: (lines) => {
      if (over || lines.length === 0) return;
      const text = erase() + lines.map((line) => `${line}\n`).join('');
      shown = 0;
      stream.write(text);
    },
    show: (lines, column) => {
      if (over) return;
      // Without wrapping, a line that is too wide for a terminal that was just made smaller cannot become two.
      const place = column === null ? `${ESC}?25l` : `\r${column > 0 ? `${ESC}${column}C` : ''}${ESC}?25h`;
      stream.write(`${erase()}${ESC}?7l${lines.join('\n')}${ESC}?7h${place}`);
      shown = lines.length;
    },
    end: () => {
      stream.write(`${erase()}${ESC}?25h`);
      over = true;
    },
  };
}
