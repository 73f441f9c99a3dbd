import type { Asked, Running, Sink } from '../engine/asked.ts';
import { complete } from '../engine/complete.ts';
import type { Engine } from '../engine/engine.ts';
import { ladderFor } from '../engine/ladder.ts';
import { lazyConversation } from '../engine/prepare/body.ts';
import { type FaultKind, FAULTS } from '../model/fault.ts';
import type { RequestEntry } from '../model/journal.ts';
import { targetOf } from '../model/route.ts';
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
    done({ kind: kindOf(entry, asked), entry, answer: { status, type, body: Buffer.concat(chunks) } });
  };
  const running: Running = complete(asked, sink, { ...engine, journal: { record } });
  return () => {
    isCancelled = true;
    running.gone();
  };
}

function kindOf(entry: RequestEntry, asked: Asked): Ran['kind'] {
  const { outcome, fault } = entry;
  if (outcome === 'answered') return 'done';
  return fault !== null && LASTING.has(fault) && !mayOthers(entry, asked) ? 'failed' : 'later';
}

/** Told is what the first of the ladder has met. Another one, who was away or had trouble, may be able to answer it. */
function mayOthers({ attempts }: RequestEntry, asked: Asked): boolean {
  const met = attempts.flatMap(({ fault }) => (fault === null ? [] : [fault]));
  if (met.length === 0 || met.some((fault) => LASTING.has(fault) && FAULTS[fault].next !== 'yes')) return false;
  if (met.some((fault) => !LASTING.has(fault))) return true;
  const { route, scan } = asked;
  return ladderFor(asked, lazyConversation(asked)).some((rung) => {
    if (rung.kind !== 'model' || route.allow?.includes(rung.provider) === false) return false;
    return !attempts.some(({ target }) => target === targetOf(rung, scan.model));
  });
}
