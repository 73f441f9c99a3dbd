import type { JournalSink, RequestEntry } from '../model/journal.ts';
import type { JournalLimits } from './journal-limits.ts';
import type { Outcome, Parcel, StoreTrouble } from './orders.ts';
import type { StoreThread } from './thread.ts';

export type JournalState = {
  readonly recorded: number;
  readonly notRecorded: number;
  /** Why entries are not recorded now; empty when they are. */
  readonly trouble: string;
};

export type JournalWriterOptions = {
  readonly path: string;
  readonly limits: JournalLimits;
  readonly onTrouble: (text: string) => void;
  /** The file is there and up to date: at the start, and again after trouble. */
  readonly onReady: () => void;
};

/**
 * The queue between requests and the disk. A request only leaves a text in it. Batches go to the thread one after the
 * other; one that fails comes back to the front of the queue and is tried again later.
 */
export class JournalWriter implements JournalSink {
  readonly #thread: StoreThread;
  readonly #options: JournalWriterOptions;
  readonly #limits: JournalLimits;
  readonly #queue: Parcel[] = [];
  #chars = 0;
  #inFlight: readonly Parcel[] = [];
  #asking = false;
  /** `resting`: after a failed try. `off`: for good. */
  #phase: 'open' | 'resting' | 'off' | 'closing' | 'closed' = 'open';
  /** Has the last order been carried out? */
  #ready = false;
  #failures = 0;
  #recorded = 0;
  #notRecorded = 0;
  #trouble = '';
  #timer: NodeJS.Timeout | null = null;
  #flushed: () => void = () => {};
  #work: Promise<void> = Promise.resolve();

  constructor(thread: StoreThread, options: JournalWriterOptions) {
    this.#thread = thread;
    this.#options = options;
    this.#limits = options.limits;
    this.pump();
  }

  readonly record = (entry: RequestEntry): void => {
    const parcel = this.#phase === 'open' || this.#phase === 'resting' ? pack(entry) : null;
    if (parcel === null) {
      this.#notRecorded += 1;
      return;
    }
    const chars = charsOf(parcel);
    const full = this.#queue.length + this.#inFlight.length >= this.#limits.queueEntries;
    if (full || this.#chars + chars > this.#limits.queueChars) {
      this.#notRecorded += 1;
      this.#say(`Some requests are not recorded in ${this.#options.path}, because the disk is slower than they come.`);
      return;
    }
    this.#queue.push(parcel);
    this.#chars += chars;
    if (this.#queue.length >= this.#limits.batchEntries) this.pump();
    else this.#wakeIn(this.#limits.flushMs);
  };

  state(): JournalState {
    return { recorded: this.#recorded, notRecorded: this.#notRecorded, trouble: this.#trouble };
  }

  isOver(): boolean {
    return this.#phase === 'off' || this.#phase === 'closed';
  }

  /** Sends the next batch, unless the thread is at work or the store rests. */
  pump(): void {
    if (this.#asking || this.#phase === 'resting' || this.isOver()) return;
    if (this.#queue.length === 0 && (this.#ready || this.#phase === 'closing')) {
      this.#flushed();
      return;
    }
    const batch = takeBatch(this.#queue, this.#limits);
    this.#inFlight = batch;
    this.#asking = true;
    // Without entries, the thread is only asked whether the file is all right.
    this.#work = this.#thread
      .ask(batch.length === 0 ? { kind: 'open' } : { kind: 'write', parcels: batch })
      .then((outcome) => this.#answered(outcome));
  }

  /** Hands what was recorded until now to the thread, which does one thing after the other. */
  async handOver(): Promise<void> {
    if (this.#asking) await this.#work;
    this.pump();
  }

  /** Writes what waits, and takes nothing more. What is not written in time is not recorded. */
  async close(): Promise<void> {
    if (this.#phase === 'open' || this.#phase === 'resting') {
      this.#phase = 'closing';
      await new Promise<void>((resolve) => {
        const deadline = setTimeout(resolve, this.#limits.closeMs);
        this.#flushed = () => {
          clearTimeout(deadline);
          resolve();
        };
        this.pump();
      });
    }
    this.#notRecorded += this.#queue.length + this.#inFlight.length;
    this.#phase = 'closed';
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #answered(outcome: Outcome): void {
    this.#asking = false;
    const batch = this.#inFlight;
    this.#inFlight = [];
    if (this.#phase === 'closed') return;
    if (outcome.kind === 'trouble') {
      this.#queue.unshift(...batch);
      this.#failed(outcome.trouble);
      return;
    }
    const written = outcome.kind === 'done' ? outcome.count : 0;
    this.#recorded += written;
    this.#notRecorded += batch.length - written;
    for (const parcel of batch) this.#chars -= charsOf(parcel);
    this.#failures = 0;
    if (!this.#ready) this.#options.onReady();
    this.#ready = true;
    // Not before there is room again: otherwise a queue that overflows with every batch would be news with every batch.
    const roomy = this.#queue.length <= this.#limits.queueEntries / 2 && this.#chars <= this.#limits.queueChars / 2;
    const urgent = this.#trouble !== '' || this.#phase === 'closing' || this.#queue.length >= this.#limits.batchEntries;
    if (roomy) this.#trouble = '';
    if (urgent) this.pump();
    else if (this.#queue.length > 0) this.#wakeIn(this.#limits.flushMs);
  }

  #failed(trouble: StoreTrouble): void {
    this.#ready = false;
    if (trouble.kind === 'lasting') {
      this.#phase = 'off';
      this.#notRecorded += this.#queue.length;
      this.#queue.length = 0;
      this.#say(`Requests are not recorded in ${this.#options.path} until the next start, because ${trouble.why}.`);
      this.#flushed();
      return;
    }
    this.#say(
      `Requests are not recorded in ${this.#options.path} for now, because ${trouble.why}; ` +
        `up to ${this.#limits.queueEntries} wait in memory and are written when that is over.`,
    );
    const restMs = Math.min(this.#limits.retryMsMax, this.#limits.retryMs * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, 16);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    // While closing, the deadline ends the tries.
    if (this.#phase === 'open') this.#phase = 'resting';
    this.#wakeIn(this.#phase === 'closing' ? this.#limits.retryMs : restMs);
  }

  #say(text: string): void {
    if (this.#trouble !== '') return;
    this.#trouble = text;
    try {
      this.#options.onTrouble(text);
    } catch {
      // Whoever listens must not be able to break the journal.
    }
  }

  /** Not the world's timer: it must not keep the process alive, and no simulated world has a disk. */
  #wakeIn(ms: number): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#phase === 'resting') this.#phase = 'open';
      this.pump();
    }, ms).unref();
  }
}

/** Takes the next batch out of the queue. One entry is always taken, however large it is. */
function takeBatch(queue: Parcel[], limits: JournalLimits): readonly Parcel[] {
  let count = 0;
  let chars = 0;
  for (const parcel of queue) {
    chars += charsOf(parcel);
    if (count >= limits.batchEntries || (count > 0 && chars > limits.batchChars)) break;
    count += 1;
  }
  return queue.splice(0, count);
}

/** Turned into text at once: that costs as much as handing over objects, but not 500 entries at a time. */
function pack(entry: RequestEntry): Parcel | null {
  try {
    if (entry.bodies === null) return { json: JSON.stringify(entry), bodies: null };
    return { json: JSON.stringify({ ...entry, bodies: null }), bodies: entry.bodies };
  } catch {
    return null;
  }
}

function charsOf({ json, bodies }: Parcel): number {
  return json.length + (bodies === null ? 0 : bodies.request.length + bodies.answer.length);
}
