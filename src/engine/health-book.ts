import type { Fault } from '../model/fault.ts';
import { admits } from '../resilience/breaker.ts';
import { type Health, onCallEnd, onCallStart, onContent, UNKNOWN } from '../resilience/health.ts';
import type { World } from '../world/world.ts';

/** What is known of every target, from our own calls. The one judge that routing asks. */
export type HealthBook = {
  readonly of: (target: string) => Health;
  /** The targets that are known and begin with this. */
  readonly known: (beginning: string) => readonly string[];
  readonly admits: (target: string) => boolean;
  /** A call starts. Returns the generation that its reports have to carry. */
  readonly started: (target: string) => number;
  readonly content: (target: string, generation: number, tookMs: number) => void;
  readonly ended: (target: string, generation: number, fault: Fault | null) => void;
};

/** Callers may name any model at a `provider/*` rung; the oldest targets are forgotten beyond this many. */
const TARGETS_MAX = 5_000;

export function healthBook(world: Pick<World, 'nowMs' | 'random'>): HealthBook {
  const targets = new Map<string, Health>();
  const of = (target: string): Health => targets.get(target) ?? UNKNOWN;
  const set = (target: string, health: Health): void => {
    if (targets.size >= TARGETS_MAX && !targets.has(target)) {
      for (const oldest of targets.keys()) {
        targets.delete(oldest);
        break;
      }
    }
    targets.set(target, health);
  };
  return {
    of,
    known: (beginning) => [...targets.keys()].filter((target) => target.startsWith(beginning)),
    admits: (target) => admits(of(target).breaker, world.nowMs()),
    started: (target) => {
      const health = onCallStart(of(target));
      set(target, health);
      return health.breaker.generation;
    },
    content: (target, generation, tookMs) => {
      set(target, onContent(of(target), { generation, tookMs }, world.nowMs()));
    },
    ended: (target, generation, fault) => {
      set(target, onCallEnd(of(target), { generation, fault }, world.nowMs(), world.random()));
    },
  };
}
