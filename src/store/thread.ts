import { Worker } from 'node:worker_threads';
import type { Numbered, Order, Outcome, StoreFile, Troubled } from './orders.ts';

/** The last order. */
export type Closing = { readonly kind: 'close' };

/** A thread that stopped this often without finishing one order in between is not started again. */
const CRASHES_MAX = 8;

/** What somebody waits for. */
const READS: readonly string[] = [
  'query',
  'incidents',
  'calls',
  'trials',
  'note',
  'list-answers',
  'purge-answers',
] satisfies readonly Order['kind'][];

type Kind = { readonly kind: string };

/** The thread that does all work on one file. It keeps the process alive only while somebody waits for a query. */
export class StoreThread<O extends Kind = Order, R extends Kind = Outcome> {
  readonly #file: StoreFile;
  readonly #url: URL;
  readonly #waiting = new Map<number, (outcome: R | Troubled) => void>();
  #worker: Worker | null = null;
  #number = 0;
  #crashes = 0;
  #held = 0;

  /** Nothing runs before the first order; `url` is the code of the thread. */
  constructor(file: StoreFile, url: URL = workerUrl()) {
    this.#file = file;
    this.#url = url;
  }

  /**
   * Never rejects: an order that the thread did not finish is in trouble like one that it could not carry out. A thread
   * that crashed is started again by the next order.
   */
  async ask(order: O | Closing): Promise<R | Troubled> {
    const outcome = async (): Promise<R | Troubled> => new Promise((resolve) => this.#send(order, resolve));
    return READS.includes(order.kind) ? this.held(outcome) : outcome();
  }

  /** Keeps the process alive as long as this takes: somebody waits for it. */
  async held<T>(work: () => Promise<T>): Promise<T> {
    this.#held += 1;
    this.#worker?.ref();
    try {
      return await work();
    } finally {
      this.#held -= 1;
      if (this.#held === 0) this.#worker?.unref();
    }
  }

  /** Closes the file if that can be done in time, and ends the thread. */
  async stop(withinMs: number): Promise<void> {
    const stopping = this.#worker;
    if (stopping === null) return;
    await within(withinMs, this.ask({ kind: 'close' }));
    this.#worker = null;
    this.#settleAll({ kind: 'lasting', why: 'it was closed' });
    // A thread that waits for a lock ends when that wait does; nobody has to wait for it.
    await within(withinMs, stopping.terminate());
  }

  #send(order: O | Closing, settle: (outcome: R | Troubled) => void): void {
    this.#number += 1;
    const number = this.#number;
    const answered = (outcome: R | Troubled): void => {
      this.#waiting.delete(number);
      settle(outcome);
    };
    this.#waiting.set(number, answered);
    const message: Numbered<O | Closing> = { number, content: order };
    try {
      this.#worker ??= this.#start();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- That is for windows; this is a thread.
      this.#worker.postMessage(message);
    } catch (error) {
      answered({ kind: 'trouble', trouble: { kind: 'passing', why: `no thread can write it (${messageOf(error)})` } });
    }
  }

  #start(): Worker {
    // Without the flags of the process, some of which a thread does not take.
    const worker = new Worker(this.#url, { workerData: this.#file, name: 'failsoft-store', execArgv: [] });
    if (this.#held === 0) worker.unref();
    worker.on('message', ({ number, content }: Numbered<R | Troubled>) => {
      this.#crashes = 0;
      this.#waiting.get(number)?.(content);
    });
    worker.on('messageerror', (error: unknown) => this.#ended(worker, messageOf(error)));
    worker.on('error', (error: unknown) => this.#ended(worker, messageOf(error)));
    worker.on('exit', (code) => this.#ended(worker, `exit code ${code}`));
    return worker;
  }

  #ended(worker: Worker, why: string): void {
    if (worker !== this.#worker) return;
    this.#worker = null;
    void worker.terminate();
    this.#crashes += 1;
    const kind = this.#crashes < CRASHES_MAX ? 'passing' : 'lasting';
    this.#settleAll({ kind, why: `the thread that writes it stopped (${why})` });
  }

  #settleAll(trouble: Troubled['trouble']): void {
    for (const settle of this.#waiting.values()) settle({ kind: 'trouble', trouble });
  }
}

async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  await new Promise<void>((resolve) => {
    const deadline = setTimeout(resolve, ms);
    void promise.then(() => {
      clearTimeout(deadline);
      resolve();
    });
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Beside this file, with its ending: `.ts` from source, `.js` once compiled. */
function workerUrl(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
}
