import { createHash } from 'node:crypto';
import type { Fault } from '../../model/fault.ts';
import { type Route, targetOf } from '../../model/route.ts';
import type { WireHeaders, World } from '../../world/world.ts';
import type { Asked } from '../asked.ts';
import type { HealthBook } from '../health/health-book.ts';

/**
 * Requests that failed everywhere and come again. Clients and their libraries ask again by themselves, and each time a whole ladder would
 * be climbed. They were told when to come back; it is known who comes earlier.
 */
export type Repeats = {
  /** How much too early it comes, ms; 0 when it is nothing that has just failed, or its time has come. */
  readonly earlyMs: (asked: Asked) => number;
  /** It has failed everywhere, and its caller is told so. */
  readonly failed: (asked: Asked, fault: Fault) => void;
};

type Told = { readonly route: Route; readonly atMs: number; readonly untilMs: number };

/** What is remembered at most; the oldest are forgotten first. */
const TOLD_MAX = 1_000;
/** A larger body is not recognised: to look through it would take longer than anybody should be kept waiting. Bytes. */
const BODY_BYTES_MAX = 1024 * 1024;
/** No client was told to stay away for longer, ms. */
const TOLD_MS_MAX = 60_000;

export function repeats({ nowMs }: Pick<World, 'nowMs'>, book: Pick<HealthBook, 'of'>): Repeats {
  /** In the order in which they were told. In good times it is empty, and nothing has to be looked at. */
  const known = new Map<string, Told>();

  /** One of its targets has answered somebody meanwhile, or the operator has changed something. */
  const isOutdated = ({ route, scan }: Asked, told: Told): boolean =>
    told.route !== route ||
    told.untilMs <= nowMs() ||
    route.ladder.some((rung) => {
      if (rung.kind !== 'model') return false;
      const { answeredMs } = book.of(targetOf(rung, scan.model));
      return answeredMs !== null && answeredMs >= told.atMs;
    });

  return {
    earlyMs: (asked) => {
      if (known.size === 0 || asked.body.length > BODY_BYTES_MAX) return 0;
      const key = keyOf(asked);
      const told = known.get(key);
      if (told === undefined) return 0;
      if (!isOutdated(asked, told)) return told.untilMs - nowMs();
      known.delete(key);
      return 0;
    },
    failed: (asked, { retryAfterMs }) => {
      if (retryAfterMs === null || asked.body.length > BODY_BYTES_MAX) return;
      const atMs = nowMs();
      for (const [key, { untilMs }] of known) {
        if (untilMs > atMs && known.size < TOLD_MAX) break;
        known.delete(key);
      }
      const untilMs = atMs + Math.min(retryAfterMs, TOLD_MS_MAX);
      known.set(keyOf(asked), { route: asked.route, atMs, untilMs });
    },
  };
}

function keyOf({ body, client, credential, route, scan, caller, embedding, standby, headers }: Asked): string {
  const who = [client, credential?.value ?? ''];
  const whom = [standby, headers['x-failsoft-not'] ?? ''];
  const about = JSON.stringify([...who, route.name, scan.model, scan.stream, caller.id, embedding !== null, ...whom]);
  return createHash('sha256').update(about).update(body).digest('base64');
}

/** Does the client's library say that it asks again? The official SDKs of Anthropic and OpenAI count (from 1 on it is a retry). */
export function isRetry(headers: WireHeaders): boolean {
  return Number(headers['x-stainless-retry-count'] ?? 0) > 0;
}
