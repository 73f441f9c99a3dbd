import { setTimeout as wait } from 'node:timers/promises';
import type { Stop } from '../../engine/drills/drills.ts';
import { Fault } from '../../model/fault.ts';
import { type Json, numberAt, textAt } from '../../model/json.ts';
import { talk } from '../print.ts';
import { tell, type Told } from '../running/client.ts';

const LOOK_MS = 500;
/** A gateway that says nothing for so long is gone, ms. Its drill is over by then, if it still lives: nobody renews the lease. */
const GONE_MS = 15_000;

/**
 * Waits until the drill is over, and everything that began in it. Whoever interrupts ends it, and `watched` when it says so; should this
 * process die, it ends by itself. Null when the gateway is gone.
 */
export async function follow(url: string, watched: () => Stop | null): Promise<Json | null> {
  let interrupted = false;
  let isWaiting = false;
  const interrupt = (): void => void (interrupted = true);
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    for (;;) {
      const told = await renewed(url);
      if (told === null) return null;
      const { body } = told;
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

/** What the gateway says of its drill, whose lease is renewed by that; null when it has said nothing for too long. */
async function renewed(url: string): Promise<Told | null> {
  const sinceMs = performance.now();
  for (;;) {
    try {
      return await tell(url, { method: 'POST', path: '/admin/drill/renew', body: {} });
    } catch (error) {
      if (performance.now() - sinceMs < GONE_MS) await wait(LOOK_MS);
      else {
        talk.line(`${Fault.from(error).message}. Nobody saw what came of the drill, so it shows nothing.`);
        return null;
      }
    }
  }
}
