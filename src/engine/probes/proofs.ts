import { type Need, needsOf } from '../../model/need.ts';
import { type ModelRung, parseTarget, type Route, type Target, targetKey } from '../../model/route.ts';
import type { Parsed } from '../../protocols/protocol.ts';
import { shareOf } from '../../resilience/breaker.ts';
import { isNobody } from '../../resilience/health.ts';
import { accessOf } from '../access.ts';
import type { Asked } from '../asked.ts';
import type { Engine } from '../engine.ts';
import { readable } from '../prepare/body.ts';
import { probe } from './probe.ts';

/** Whether a rung would really answer, found out by asking it. */
export type Proof = {
  readonly target: string;
  readonly ok: boolean;
  /** Why not; empty when it would. */
  readonly why: string;
};

/** When a target has answered last, be it a request or a probe. A standby that nobody has seen at work is a hope. */
export type Proofs = {
  /** Monotonic ms; null when it has not since the start. */
  readonly provenMs: (target: string) => number | null;
  readonly note: (target: string, atMs: number) => void;
  /** Targets with this beginning that have been proven. */
  readonly noted: (beginning: string) => readonly string[];
  /** Somebody else is behind this provider from now on. */
  readonly forget: (provider: string) => void;
  /** Since when whoever is behind a target is there, monotonic ms; null: since the start. */
  readonly sinceMs: (target: string) => number | null;
  /** A request was answered in words. `needs`, what it wanted beyond words, is looked at once in LOOK_MS for each target. */
  readonly answered: (target: string, needs: () => Iterable<Need>) => void;
  /** What a target was seen to answer beyond words, and when, monotonic ms. */
  readonly seen: (target: string) => ReadonlyMap<Need, number>;
  /** Has it answered a request in words? Who makes vectors for callers need not be able to. */
  readonly spoke: (target: string) => boolean;
};

/** A proof may take so long, ms: a local model may have to be loaded first. */
export const PROOF_MS = 60_000;
const TARGETS_MAX = 1_000;
/** What requests want is looked at no more often than this, ms, because a look costs as much as reading one. */
const LOOK_MS = 60_000;

export function proofs(nowMs: () => number, answeredMs: (target: string) => number | null): Proofs {
  const noted = new Map<string, number>();
  const renewedMs = new Map<string, number>();
  const looked = new Map<string, { atMs: number; readonly seen: Map<Need, number> }>();
  return {
    provenMs: (target) => {
      const [answered, proven] = [answeredMs(target), noted.get(target) ?? null];
      return answered === null || proven === null ? (answered ?? proven) : Math.max(answered, proven);
    },
    note: (target, atMs) => {
      if (noted.size >= TARGETS_MAX) noted.clear();
      noted.set(target, atMs);
    },
    noted: (beginning) => [...noted.keys()].filter((target) => target.startsWith(beginning)),
    forget: (provider) => {
      renewedMs.set(provider, nowMs());
      for (const known of [noted, looked])
        for (const target of known.keys()) if (parseTarget(target).provider === provider) known.delete(target);
    },
    sinceMs: (target) => renewedMs.get(parseTarget(target).provider) ?? null,
    answered: (target, needs) => {
      const atMs = nowMs();
      const known = looked.get(target);
      if (known !== undefined && atMs - known.atMs < LOOK_MS) return;
      if (known === undefined && looked.size >= TARGETS_MAX) looked.clear();
      const { seen } = known ?? { seen: new Map<Need, number>() };
      looked.set(target, { atMs, seen });
      for (const need of needs()) seen.set(need, atMs);
    },
    seen: (target) => looked.get(target)?.seen ?? NOTHING,
    spoke: (target) => looked.has(target),
  };
}

const NOTHING: ReadonlyMap<Need, number> = new Map();

/**
 * Probes every rung of these routes that has not answered for `olderThanMs`, one after the other. Rungs that rest are left to the probes
 * that look after them, and those that need a caller's own key to the callers. Never rejects.
 */
export async function proveRungs(
  engine: Engine,
  routes: readonly Route[],
  olderThanMs: number,
): Promise<readonly Proof[]> {
  const found: Proof[] = [];
  for (const target of rungTargets(engine, routes)) {
    const key = targetKey(target);
    const { book, world } = engine;
    const provenMs = engine.proofs.provenMs(key);
    if (provenMs !== null && world.nowMs() - provenMs < olderThanMs) continue;
    if (shareOf(book.of(key).breaker, world.nowMs()) < 1) continue;
    // One at a time: this is nobody's hurry.
    found.push(await prove(engine, target));
  }
  return found;
}

/** Probes one target. Never rejects. */
export async function prove(engine: Engine, target: Target): Promise<Proof> {
  const key = targetKey(target);
  return new Promise((resolve) => {
    probe(engine, { target, withinMs: PROOF_MS }, (end) => {
      const why = 'fault' in end ? end.fault.message : end.kind === 'unable' ? 'It cannot be asked from here' : '';
      resolve({ target: key, ok: end.kind === 'well', why });
    });
  });
}

/** The targets of these routes that may be probed, each once. */
export function rungTargets(engine: Engine, routes: readonly Route[]): readonly Target[] {
  const rungs = routes.flatMap((route) => rungsOf(engine, route));
  const named = rungs.flatMap(({ provider, model }) => (model === null ? [] : targetKey({ provider, model })));
  const all = rungs.flatMap(({ provider, model }) => {
    // What another rung names is probed for that one.
    const name = model ?? modelAskedFor(engine, provider, named);
    return name === undefined ? [] : [{ provider, model: name }];
  });
  return [...new Map(all.map((target) => [targetKey(target), target])).values()];
}

/**
 * "The model that was asked for", which is known once somebody has asked for one: of several, the one that answered last, and where none has,
 * the newest. A name that nobody answers to says nothing of the others, and neither does who makes vectors.
 */
function modelAskedFor({ book, ...engine }: Engine, provider: string, named: readonly string[]): string | undefined {
  const { spoke } = engine.proofs;
  const spokeMs = (target: string): number => (spoke(target) ? (book.of(target).answeredMs ?? 0) : -1);
  const asked = book.known(`${provider}/`).filter((target) => {
    const health = book.of(target);
    return !named.includes(target) && !isNobody(health) && (health.answeredMs === null || spoke(target));
  });
  return asked
    .toSorted((a, b) => spokeMs(a) - spokeMs(b))
    .at(-1)
    ?.slice(provider.length + 1);
}

function rungsOf({ setup }: Engine, { ladder, allow }: Route): readonly ModelRung[] {
  return ladder.filter((rung): rung is ModelRung => {
    if (rung.kind !== 'model' || allow?.includes(rung.provider) === false) return false;
    const { keys, provider } = accessOf(setup, rung.provider).account;
    return keys.kind !== 'caller' && provider.personal !== true;
  });
}

/** What a request wants beyond words, as far as that is found without much reading. */
export function needsIn({ body }: Asked, conversation: () => Parsed): Iterable<Need> {
  const read = body.length > LOOKED_AT_BYTES_MAX ? null : readable(conversation);
  return read === null ? [] : needsOf(read.conversation);
}

/** Larger bodies are not read for what they want, bytes. */
const LOOKED_AT_BYTES_MAX = 1024 * 1024;
