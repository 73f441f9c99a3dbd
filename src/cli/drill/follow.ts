import { setTimeout as wait } from 'node:timers/promises';
import type { Stop } from '../../engine/drills/drills.ts';
import { Fault } from '../../model/fault.ts';
import { type Json, numberAt, textAt } from '../../model/json.ts';
import { talk } from '../print.ts';
import { tell } from '../running/client.ts';

const LOOK_MS = 500;
/** A gateway that says nothing for so long is gone, ms. Its drill is over by then, if it still lives: nobody renews the lease. */
const GONE_MS = 15_000;

/**
 * Waits until the drill is over, and everything that began in it. Whoever interrupts ends it, and `watched` when it says so; should this
 * process die, it ends by itself. `begun`: what the gateway said as it began. Null when that gateway is gone.
 */
export async function follow(url: string, begun: Json, watched: () => Stop | null): Promise<Json | null> {
  let interrupted = false;
  let isWaiting = false;
  const interrupt = (): void => void (interrupted = true);
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    for (;;) {
      const body = await renewed(url, numberAt(begun, 'startedAtMs'));
      if (body === null) return null;
      const leftMs = numberAt(body, 'leftMs');
      if (textAt(body, 'trial', 'id') !== '') return body;
      const stop = watched();
      if (leftMs > 0 && (interrupted || stop !== null)) {
        talk.line(
          stop === null ? 'The drill ends now.' : `The drill ends now: ${stop.why.replace('ended at once: ', '')}.`,
        );
        await tell(url, {
          method: 'POST',
          path: '/admin/drill/end',
          body: stop === null ? {} : { [stop.kind]: stop.why },
        });
        continue;
      }
      const underWay = numberAt(body, 'underWay');
      if (leftMs === 0 && underWay > 0 && !isWaiting) {
        isWaiting = true;
        talk.line(`It is over. Waiting for ${underWay} that began in it, for a minute at most.`);
      }
      await wait(leftMs === 0 ? LOOK_MS : Math.min(LOOK_MS, leftMs));
    }
  } finally {
    process.removeListener('SIGINT', interrupt);
    process.removeListener('SIGTERM', interrupt);
  }
}

/**
 * What the gateway says of the drill that began then, whose lease is renewed by that; null when it has said nothing for too long, or knows
 * of none: it has begun anew since.
 */
async function renewed(url: string, startedAtMs: number): Promise<Json | null> {
  const sinceMs = performance.now();
  for (;;) {
    try {
      const { status, body } = await tell(url, { method: 'POST', path: '/admin/drill/renew', body: {} });
      if (status === 200 && numberAt(body, 'startedAtMs') === startedAtMs) return body;
      return unseen(
        status === 200 ? 'The gateway knows nothing of the drill any more' : `The gateway answers ${status}`,
      );
    } catch (error) {
      if (performance.now() - sinceMs >= GONE_MS) return unseen(Fault.from(error).message);
      await wait(LOOK_MS);
    }
  }
}

function unseen(why: string): null {
  talk.line(`${why}. Nobody saw what came of the drill, so it shows nothing.`);
  return null;
}
