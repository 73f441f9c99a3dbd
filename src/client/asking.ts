import type { Client } from './client.ts';
import { goingOn } from './go-on.ts';
import type { Help } from './help.ts';
import type { Question } from './kept.ts';
import { type Origin, originOf } from './origin.ts';
import type { Queue } from './queue.ts';
import { textOf } from './text.ts';
import { isForNow, Trouble } from './trouble.ts';
import { settable, type Value } from './value.ts';

/** An answer on its way, or what has become of it. */
export type Answering = {
  /**
   * `streaming`: it is asked for, and `text` is what has come. `done`: it is whole. `cut`: a part has come, and no more will. `nobody`: no
   * model can answer now, so the question may be kept. `failed`: there is none. `kept`: the question waits in the queue.
   */
  readonly state: 'idle' | 'streaming' | 'done' | 'cut' | 'nobody' | 'failed' | 'kept';
  readonly text: string;
  /** Who answers; null: not known yet. */
  readonly origin: Origin | null;
  /** What went wrong, or what the operator says instead of an answer; empty when all is well. */
  readonly trouble: string;
};

/** One place in an app where answers come. */
export type Asking = {
  readonly answering: Value<Answering>;
  /** Asks, in the place of what was asked before. */
  readonly ask: (question: Question) => void;
  /** Ends the answer, also at the provider. What has come stays. */
  readonly stop: () => void;
  /** Ends it, and forgets what has come. */
  readonly clear: () => void;
  /** Asks the same from the beginning. */
  readonly again: () => void;
  /** Asks another model to go on behind the part that has come; the same one, where no other can. */
  readonly goOn: () => void;
  /** Lets a question wait, or else the one that was asked last; settles when it is stored. Rejects as the `add` of the queue does. */
  readonly keep: (question?: Question) => Promise<void>;
};

export type AskingParts = {
  readonly client: Pick<Client, 'stream' | 'cancelDeferred'>;
  /** `followHelp(client, …)`: so that an answer can say for good why it was given by somebody else. */
  readonly help: Value<Help>;
  /** Null: nothing can be kept. */
  readonly queue?: Queue | null;
};

const IDLE: Answering = { state: 'idle', text: '', origin: null, trouble: '' };

/** Words are shown so often while they come, ms: often enough for the eye, and no more than a page can draw. */
const SHOW_MS = 50;

/** Lets answers arrive in one place of an app, one at a time. Asks nothing by itself. */
export function createAsking(parts: AskingParts): Asking {
  const { queue = null } = parts;
  const answering = settable(IDLE);
  let under = new AbortController();
  let last: Question | null = null;

  const run = (question: Question | null, begun: string, not = ''): void => {
    if (question === null) return;
    under.abort();
    under = new AbortController();
    last = question;
    answering.set({ ...IDLE, state: 'streaming', text: begun });
    const { signal } = under;
    const set = (next: Partial<Answering>): void => {
      // What comes behind its end is another answer's.
      if (!signal.aborted) answering.set({ ...answering.get(), ...next });
    };
    void arrive({ question, begun, not, signal, set }, parts);
  };
  return {
    answering,
    ask: (question) => run(question, ''),
    again: () => run(last, ''),
    goOn: () => {
      const { text, origin } = answering.get();
      run(last, text, origin?.servedBy ?? '');
    },
    stop: () => {
      under.abort();
      const { state, text } = answering.get();
      if (state === 'streaming') answering.set(text === '' ? IDLE : { ...answering.get(), state: 'cut' });
    },
    clear: () => {
      under.abort();
      answering.set(IDLE);
    },
    keep: async (question) => {
      const wanted = question ?? last;
      if (wanted === null || queue === null) throw new Trouble('unkept', 'There is nothing to keep, or no queue');
      await queue.add(wanted);
      under.abort();
      answering.set({ ...IDLE, state: 'kept' });
    },
  };
}

type Wanted = {
  readonly question: Question;
  /** What has come of the answer already. */
  readonly begun: string;
  /** Who is not to go on with it, `provider/model`; empty: anybody may. */
  readonly not: string;
  readonly signal: AbortSignal;
  readonly set: (next: Partial<Answering>) => void;
};

/** Tells how an answer comes, up to its end; nothing more of it once the signal has fired. Never rejects. */
async function arrive(wanted: Wanted, parts: AskingParts): Promise<void> {
  const { begun, not, signal, set } = wanted;
  // Who stops at once has asked nobody.
  await Promise.resolve();
  if (signal.aborted) return;
  const end = await hear(wanted, parts);
  const isNothing = end.state !== 'done' && (end.text ?? begun) === begun;
  set(isNothing && not !== '' && !signal.aborted ? await hear({ ...wanted, not: '' }, parts) : end);
}

/** Tells what comes of an answer, and gives what has become of it. Never rejects. */
async function hear(
  { question, begun, not, signal, set }: Wanted,
  { client, help }: AskingParts,
): Promise<Partial<Answering>> {
  let text = begun;
  let shownMs = 0;
  try {
    const stream = await client.stream({
      ...goingOn(question.request, begun),
      ...(not !== '' && { not: [not] }),
      signal,
      onRestart: ({ from, servedBy }) => {
        text = text.slice(0, begun.length + from);
        set({ text, origin: originOf({ ...stream.served, mode: null, servedBy }, help.get(), Date.now()) });
      },
    });
    const { served } = stream;
    // A sentence of the operator, or a promise, is no answer.
    const isAnswer = served.mode !== 'notice' && served.mode !== 'deferred';
    if (isAnswer) set({ origin: originOf(served, help.get(), Date.now()) });
    for await (const piece of textOf(stream)) {
      text += piece;
      const nowMs = performance.now();
      if (!isAnswer || nowMs - shownMs < SHOW_MS) continue;
      shownMs = nowMs;
      set({ text });
    }
    // Whether it waits is for the person to say.
    if (served.deferred !== '') void client.cancelDeferred(served.deferred).catch(() => null);
    if (!isAnswer) return { state: 'nobody', trouble: text.slice(begun.length) };
    return text.trim() === '' ? { state: 'failed', trouble: 'The answer was empty' } : { state: 'done', text };
  } catch (error) {
    const trouble = error instanceof Error ? error.message : String(error);
    if (text.trim() !== '') return { state: 'cut', text, trouble };
    return { state: isNobody(error) ? 'nobody' : 'failed', trouble };
  }
}

/** The gateway is gone, or nobody could answer: then the question can wait. */
function isNobody(error: unknown): boolean {
  if (!(error instanceof Trouble)) return false;
  return error.kind === 'unreachable' || (error.kind === 'refused' && isForNow(error.status ?? 500));
}
