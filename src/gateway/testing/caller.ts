import type { Sink } from '../../engine/asked.ts';

/** A caller's side of a line, in memory. */
export type Caller = {
  readonly sink: Sink;
  readonly head: () => { readonly status: number; readonly headers: Readonly<Record<string, string>> } | null;
  readonly text: () => string;
  readonly end: () => 'ended' | 'cut' | null;
  /** From now on it takes nothing more, or everything again. */
  readonly slow: (is: boolean) => void;
};

export function caller(): Caller {
  let head: ReturnType<Caller['head']> = null;
  let text = '';
  let end: ReturnType<Caller['end']> = null;
  let slow = false;
  const take = (bytes: Uint8Array): void => {
    if (end !== null) throw new Error('Something was written behind the end');
    if (head === null) throw new Error('Something was written before the head');
    text += Buffer.from(bytes).toString('utf8');
  };
  return {
    sink: {
      head: (status, headers) => {
        if (head !== null) throw new Error('There is a head already');
        head = { status, headers };
      },
      write: (bytes) => {
        take(bytes);
        return !slow;
      },
      end: (bytes) => {
        take(bytes ?? Buffer.alloc(0));
        end = 'ended';
      },
      destroy: () => void (end ??= 'cut'),
    },
    head: () => head,
    text: () => text,
    end: () => end,
    slow: (is) => void (slow = is),
  };
}
