import type { Incident } from '../../model/incident.ts';
import type { Calls } from '../../model/monitor.ts';
import type { Trial } from '../../model/trial.ts';
import type { Outcome } from '../orders.ts';
import type { StoreThread } from '../thread.ts';
import type { Kept, Note } from './kept-rows.ts';

/** Every bound of what waits to be written. */
export type KeeperLimits = {
  /** Incidents, counts and notes that wait for the disk; what comes beyond is lost, the oldest first. */
  readonly incidents: number;
  /** The same of trials. */
  readonly trials: number;
  readonly calls: number;
  readonly notes: number;
  /** Incidents of one transaction, so that others get in between. */
  readonly batchIncidents: number;
  /** After how many ms what waits is written. */
  readonly flushMs: number;
  /** Pause after the first failed try; it doubles up to the second number, ms. */
  readonly retryMs: number;
  readonly retryMsMax: number;
  /** How long the last of it may take when the store is closed, ms. */
  readonly closeMs: number;
};

export const KEEPER_LIMITS: KeeperLimits = {
  incidents: 5_000,
  trials: 100,
  calls: 20_000,
  notes: 100,
  batchIncidents: 200,
  flushMs: 1_000,
  retryMs: 1_000,
  retryMsMax: 10_000,
  closeMs: 1_000,
};

export type KeeperOptions = {
  readonly path: string;
  readonly limits: KeeperLimits;
  /** Called once per spell of trouble, with a sentence for the operator. */
  readonly onTrouble: (text: string) => void;
};

/** What waits: of each thing its newest state, so that it never gets long. */
type Waiting = {
  readonly incidents: Map<string, string>;
  readonly trials: Map<string, string>;
  readonly calls: Map<string, Calls>;
  readonly notes: Map<string, string>;
};

const nothing = (): Waiting => ({
  incidents: new Map(),
  trials: new Map(),
  calls: new Map(),
  notes: new Map(),
});

/** The queue between the monitor and the disk. Nobody waits for it. */
export class Keeper {
  readonly #thread: StoreThread;
  readonly #options: KeeperOptions;
  #waiting = nothing();
  #work: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #failures = 0;
  #isOver = false;
  #trouble = '';

  constructor(thread: StoreThread, options: KeeperOptions) {
    this.#thread = thread;
    this.#options = options;
  }

  keepIncident(incident: Incident): void {
    put(this.#waiting.incidents, incident.id, JSON.stringify(incident), this.#options.limits.incidents);
    this.#wakeIn(this.#options.limits.flushMs);
  }

  keepTrial(trial: Trial): void {
    put(this.#waiting.trials, trial.id, JSON.stringify(trial), this.#options.limits.trials);
    this.#wakeIn(this.#options.limits.flushMs);
  }

  addCalls(calls: Calls): void {
    add(this.#waiting.calls, calls, this.#options.limits.calls);
    this.#wakeIn(this.#options.limits.flushMs);
  }

  keepNote({ name, text }: Note): void {
    put(this.#waiting.notes, name, text, this.#options.limits.notes);
    this.#wakeIn(this.#options.limits.flushMs);
  }

  /** Why nothing is written now; empty when it is. */
  trouble(): string {
    return this.#trouble;
  }

  isOver(): boolean {
    return this.#isOver;
  }

  /** Hands what waits to the thread, which does one thing after the other. After a failed try it rests. */
  async handOver(): Promise<void> {
    await this.#work;
    if (this.#failures === 0) await this.#write();
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const deadline = setTimeout(resolve, this.#options.limits.closeMs);
    await Promise.race([this.#writeNext(), late]);
    clearTimeout(deadline);
    this.#isOver = true;
  }

  async #writeNext(): Promise<void> {
    await this.#work;
    await this.#write();
  }

  async #write(): Promise<void> {
    if (this.#isOver || !isAny(this.#waiting)) return;
    const batch = takeBatch(this.#waiting, this.#options.limits.batchIncidents);
    this.#work = this.#thread.ask({ kind: 'keep', kept: toKept(batch) }).then((outcome) => {
      this.#work = null;
      this.#answered(outcome, batch);
    });
    await this.#work;
    if (this.#failures === 0) await this.#write();
  }

  #answered(outcome: Outcome, batch: Waiting): void {
    if (outcome.kind !== 'trouble') {
      this.#failures = 0;
      this.#trouble = '';
      return;
    }
    const { limits, path } = this.#options;
    this.#waiting = together(batch, this.#waiting, limits);
    const isLasting = outcome.trouble.kind === 'lasting';
    const until = isLasting ? ' until the next start' : ' for now';
    this.#say(`What is seen of providers is not recorded in ${path}${until}, because ${outcome.trouble.why}.`);
    if (isLasting) this.#isOver = true;
    else this.#wakeIn(Math.min(limits.retryMsMax, limits.retryMs * 2 ** this.#failures));
    this.#failures = Math.min(this.#failures + 1, 16);
  }

  #say(text: string): void {
    if (this.#trouble === '') this.#options.onTrouble(text);
    this.#trouble = text;
  }

  /** Not the world's timer: it must not keep the process alive, and no simulated world has a disk. */
  #wakeIn(ms: number): void {
    if (this.#timer !== null || this.#isOver) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#writeNext();
    }, ms).unref();
  }
}

function put(map: Map<string, string>, key: string, text: string, most: number): void {
  map.delete(key);
  map.set(key, text);
  if (map.size > most) forgetOldest(map);
}

function add(map: Map<string, Calls>, calls: Calls, most: number): void {
  const key = JSON.stringify([calls.atMs, calls.spanMs, calls.surface, calls.provider, calls.model, calls.kind]);
  const known = map.get(key);
  map.set(key, known === undefined ? calls : { ...calls, well: known.well + calls.well, ill: known.ill + calls.ill });
  if (map.size > most) forgetOldest(map);
}

function forgetOldest(map: Map<string, unknown>): void {
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}

/** Takes out what is written next: the oldest incidents, and all of the rest, which is small. */
function takeBatch(waiting: Waiting, most: number): Waiting {
  const batch: Waiting = {
    incidents: new Map(),
    trials: new Map(waiting.trials),
    calls: new Map(waiting.calls),
    notes: new Map(waiting.notes),
  };
  for (const [id, text] of waiting.incidents) {
    if (batch.incidents.size >= most) break;
    batch.incidents.set(id, text);
    waiting.incidents.delete(id);
  }
  waiting.trials.clear();
  waiting.calls.clear();
  waiting.notes.clear();
  return batch;
}

/** What could not be written, and what has come since. */
function together(before: Waiting, since: Waiting, limits: KeeperLimits): Waiting {
  for (const [id, text] of since.incidents) put(before.incidents, id, text, limits.incidents);
  for (const [id, text] of since.trials) put(before.trials, id, text, limits.trials);
  for (const calls of since.calls.values()) add(before.calls, calls, limits.calls);
  for (const [name, text] of since.notes) put(before.notes, name, text, limits.notes);
  return before;
}

function isAny({ incidents, trials, calls, notes }: Waiting): boolean {
  return incidents.size + trials.size + calls.size + notes.size > 0;
}

function toKept({ incidents, trials, calls, notes }: Waiting): Kept {
  return {
    incidents: [...incidents.values()],
    trials: [...trials.values()],
    calls: [...calls.values()],
    notes: Array.from(notes, ([name, text]) => ({ name, text })),
  };
}
