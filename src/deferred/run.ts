import type { Asked, Running, Sink } from '../engine/asked.ts';
import { complete } from '../engine/complete.ts';
import type { Engine } from '../engine/engine.ts';
import type { FaultKind } from '../model/fault.ts';
import type { RequestEntry } from '../model/journal.ts';
import type { Answer } from './answer.ts';

/** What came of asking once more. */
export type Ran = {
  /** `later`: it is worth another try. */
  readonly kind: 'done' | 'failed' | 'later';
  readonly entry: RequestEntry;
  readonly answer: Answer;
};

/**
 * Failures that the same question meets again, whoever is back. Everything else passes, or the operator mends it: keys, credit, a model's
 * name.
 */
const LASTING: ReadonlySet<FaultKind> = new Set<FaultKind>([
  'foreign-thought',
  'too-long',
  'invalid',
  'refused',
  'unsayable',
  'bad-request',
  'bad-media',
  'too-large',
  'loop',
]);

/** Asks the models of its route, as for a caller who waits, and calls back once. Not after it was cancelled. */
export function run(asked: Asked, engine: Engine, done: (ran: Ran) => void): () => void {
  let isCancelled = false;
  let status = 0;
  let type = '';
  const chunks: Uint8Array[] = [];
  const sink: Sink = {
    head: (code, headers) => {
      status = code;
      type = headers['content-type'] ?? '';
    },
    write: (bytes) => chunks.push(bytes) > 0,
    end: (bytes) => {
      if (bytes !== undefined) chunks.push(bytes);
    },
    destroy: () => {},
  };
  const record = (entry: RequestEntry): void => {
    engine.journal.record(entry);
    if (isCancelled) return;
    done({ kind: kindOf(entry), entry, answer: { status, type, body: Buffer.concat(chunks) } });
  };
  const running: Running = complete(asked, sink, { ...engine, journal: { record } });
  return () => {
    isCancelled = true;
    running.gone();
  };
}

function kindOf({ outcome, fault }: RequestEntry): Ran['kind'] {
  if (outcome === 'answered') return 'done';
  return fault !== null && LASTING.has(fault) ? 'failed' : 'later';
}
