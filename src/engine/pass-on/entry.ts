import type { Fault } from '../../model/fault.ts';
import type { RequestEntry } from '../../model/journal.ts';
import type { World } from '../../world/world.ts';
import type { Other, Way } from './pass-on.ts';

type Came = {
  readonly outcome: RequestEntry['outcome'];
  readonly fault: Fault | null;
  /** 0 when there was none. */
  readonly status: number;
  readonly tookMs: number;
};

/** The journal entry of a request that was passed on. */
export function entryOf(
  other: Other,
  { route, access: { account }, pass }: Way,
  world: Pick<World, 'wallMs'>,
  { outcome, fault, status, tookMs }: Came,
): RequestEntry {
  const target = `${account.id}${other.path}`;
  return {
    id: other.id,
    atMs: world.wallMs() - tookMs,
    protocol: other.protocol.id,
    route: route.name,
    model: '',
    client: other.client,
    workflow: '',
    streamed: false,
    outcome,
    status,
    fault: fault?.kind ?? null,
    tookMs,
    mode: outcome === 'answered' ? 'primary' : null,
    servedBy: outcome === 'answered' ? target : '',
    firstContentMs: null,
    usage: null,
    lost: [],
    bodies: null,
    attempts: [
      {
        rung: 0,
        target,
        startedMs: 0,
        tookMs,
        fault: fault?.kind ?? null,
        detail: fault?.message ?? '',
        upstreamStatus: status === 0 ? null : status,
        key: pass.key,
      },
    ],
  };
}
