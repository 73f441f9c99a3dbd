import { type Client, type Served, textOf, Trouble } from 'failsoft/client';
import { type Observable, settable } from '../app/observable.ts';
import { clock } from '../app/times.ts';
import type { Help } from '../levels/levels.ts';
import type { Author } from '../editor/authorship.ts';
import { type Question, requestFor } from './question.ts';

/** An answer on its way, or what has become of it. */
export type Answering = {
  readonly state: 'asking' | 'arriving' | 'whole' | 'cut' | 'failed' | 'nobody';
  readonly text: string;
  readonly author: Author;
  /** What went wrong, in a sentence; empty when nothing has. */
  readonly trouble: string;
};

export type Asking = {
  readonly answering: Observable<Answering>;
  /** Goes on behind the part that has come. */
  readonly goOn: () => void;
  readonly again: () => void;
  readonly stop: () => void;
};

/** Words are shown so often while they come, ms: often enough for the eye, and no more than a page can draw. */
const SHOW_MS = 50;

export type AskingParts = {
  readonly client: Client;
  readonly model: () => string;
  readonly help: () => Help;
};

/** Asks, and lets the answer arrive beside the text. Nothing of it touches the document. */
export function ask(question: Question, parts: AskingParts): Asking {
  const nobodyYet: Author = { by: '', why: '', action: question.label, atMs: Date.now() };
  const first: Answering = { state: 'asking', text: '', author: nobodyYet, trouble: '' };
  const answering = settable(first);
  const set = (next: Partial<Answering>): void => answering.set({ ...answering.get(), ...next });
  let stop = new AbortController();

  const run = async (begun: string): Promise<void> => {
    stop.abort();
    const own = new AbortController();
    stop = own;
    const isOver = (): boolean => own.signal.aborted;
    answering.set({ ...first, text: begun });
    let text = begun;
    let shownMs = 0;
    const model = parts.model();
    try {
      const stream = await parts.client.stream({
        ...requestFor(question, model, begun),
        signal: own.signal,
        onRestart: ({ servedBy }) => {
          text = begun;
          set({ text, author: authorOf(question, servedBy, { ...parts, model }) });
        },
      });
      if (isOver()) return;
      const { served } = stream;
      const author = authorFrom(question, served, { ...parts, model });
      set({ author });
      // A sentence of the operator is no suggestion.
      const isNotice = served.mode === 'notice' || served.mode === 'deferred';
      for await (const piece of textOf(stream)) {
        if (isOver()) return;
        text += piece;
        const nowMs = performance.now();
        if (nowMs - shownMs < SHOW_MS) continue;
        shownMs = nowMs;
        set({ state: 'arriving', text });
      }
      // Whether it waits is for the person to say.
      if (served.deferred !== '') void parts.client.cancelDeferred(served.deferred).catch(() => null);
      if (isNotice) set({ state: 'nobody', text: '', trouble: text });
      else if (text.trim() === '') set({ state: 'failed', trouble: 'The answer was empty.' });
      else set({ state: 'whole', text });
    } catch (error) {
      if (isOver()) return;
      const trouble = sentence(error instanceof Error ? error.message : String(error));
      if (text.trim() !== '') set({ state: 'cut', text, trouble });
      else set({ state: isNobody(error) ? 'nobody' : 'failed', trouble });
    }
  };
  void run('');
  return {
    answering,
    goOn: () => void run(answering.get().text),
    again: () => void run(''),
    stop: () => stop.abort(),
  };
}

/** The gateway is gone, or nobody could answer: then the question can wait. */
function isNobody(error: unknown): boolean {
  if (!(error instanceof Trouble)) return false;
  return error.kind === 'unreachable' || (error.kind === 'refused' && (error.status ?? 500) >= 429);
}

type Around = { readonly model: string; readonly help: () => Help };

export function authorFrom(
  question: Question,
  { servedBy, mode }: Pick<Served, 'servedBy' | 'mode'>,
  around: Around,
): Author {
  const author = authorOf(question, servedBy, around);
  if (mode === 'cache') return { ...author, why: `${author.why} from an answer given before`.trim() };
  return mode === 'local' && author.why === '' ? { ...author, why: 'on this computer' } : author;
}

function authorOf({ label }: Question, servedBy: string, { model, help }: Around): Author {
  const isOther = servedBy !== '' && !servedBy.endsWith(`/${model}`);
  const { why, sinceMs } = help();
  const since = sinceMs === null ? '' : ` since ${clock(sinceMs)}`;
  const because = why === '' ? 'which did not answer' : `${becauseOf(why)}${since}`;
  return { by: servedBy, why: isOther ? `instead of ${model} (${because})` : '', action: label, atMs: Date.now() };
}

/** The gateway's own sentence as a reason: "anthropic/x is not asked, because its calls fail." */
function becauseOf(why: string): string {
  return /because (.+?)\.?$/.exec(why)?.[1] ?? why.replace(/\.$/, '');
}

function sentence(words: string): string {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}
