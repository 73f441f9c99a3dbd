import type { FaultKind } from '../../../model/fault.ts';
import type { Background, Telling } from '../../sandbox/dialects/dialect.ts';
import { type FaultName, truthOf } from './faults.ts';

/** An answer that its provider makes whether somebody listens or not. */
export type KeptStream = {
  readonly telling: Telling;
  /** The exchange that asked for it, whose words it answers, and of which model. */
  readonly number: number;
  readonly tag: string;
  readonly model: string;
  /** Can its rest be had? */
  readonly isSound: boolean;
  readonly ended: boolean;
};

/** All of them, at all providers. Ids are not told twice. */
export type KeptStreams = {
  readonly keep: (stream: Omit<KeptStream, 'ended'>) => void;
  /** Whose rest or end a request is about, by its path; null when it is about none. */
  readonly at: (path: string) => KeptStream | null;
  /** The same as the sandbox wants it. */
  readonly background: (nowMs: number) => Background;
};

export function keptStreams(): KeptStreams {
  const streams = new Map<string, KeptStream>();
  return {
    keep: (stream) => void streams.set(stream.telling.id, { ...stream, ended: false }),
    at: (path) => streams.get(/^responses\/(resp_\w+)/.exec(path)?.[1] ?? '') ?? null,
    background: (nowMs) => ({
      nowMs: () => nowMs,
      // It is kept when it is known what becomes of it.
      begin: () => {},
      find: (id) => {
        const stream = streams.get(id);
        return stream?.isSound === true ? stream : null;
      },
      end: (id) => {
        const stream = streams.get(id);
        if (stream !== undefined) streams.set(id, { ...stream, ended: true });
      },
    }),
  };
}

/** Faults of the line and the pace: the answer behind them is a sound one. Those of others are not to be had once more. */
const OF_THE_LINE: ReadonlySet<FaultName> = new Set<FaultName>([
  'header-hang',
  'silent-200',
  'slow-drip',
  'stall-before-content',
  'stall-after-content',
  'cut-while-waiting',
  'cut-while-silent',
  'reset-mid-event',
  'clean-cut',
  'truncated-chunk',
  'brown-out',
  'trickle',
  'slow-connect',
]);

export function isOfTheLine(fault: FaultName | null): boolean {
  return fault === null || OF_THE_LINE.has(fault);
}

const OF_REQUESTS: ReadonlySet<FaultKind> = new Set<FaultKind>([
  'unreachable',
  'rate-limited',
  'broken',
  'unauthorized',
]);

/** What was said is said once more as it was: only the line may break, and the wish for it may be refused. */
export function mayStrikeRest(fault: FaultName | null): boolean {
  return isOfTheLine(fault) || OF_REQUESTS.has(truthOf(fault).kind ?? 'bug');
}
