import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Script, Step } from './script/script.ts';

/** Without a look at the rest of the world now and then, a fast script would not notice that the client has left. */
const WRITES_PER_TURN = 64;

/** How a script is performed. */
export type Stage = {
  readonly response: ServerResponse;
  /** Aborted when the client goes away. */
  readonly gone: AbortSignal;
  /** Called right before the last thing that the client gets to see. */
  readonly ending: () => void;
};

/** Performs a script on a connection, to its end or until the client goes away. Waits are kept on average, not one by one. */
export async function play(script: Script, stage: Stage): Promise<void> {
  const { response, gone } = stage;
  let dueMs = performance.now();
  let writes = 0;
  for (const step of script) {
    if (gone.aborted) return;
    switch (step.do) {
      case 'wait':
        dueMs = Math.max(dueMs, performance.now() - step.ms) + step.ms;
        await pause(dueMs - performance.now(), gone);
        break;
      case 'write':
        // Before a write, not behind it: nothing may come between the last bytes and the end.
        if (response.writableNeedDrain) await unless(gone, once(response, 'drain', { signal: gone }));
        else if (writes % WRITES_PER_TURN === WRITES_PER_TURN - 1) await nextTurn();
        writes += 1;
        if (!gone.aborted) response.write(step.bytes);
        break;
      case 'hang':
        if (!gone.aborted) await once(gone, 'abort');
        break;
      case 'hint':
      case 'head':
      case 'raw':
      case 'end':
      case 'close':
      case 'reset':
        await carryOut(step, stage);
        break;
    }
  }
}

async function carryOut(step: Exclude<Step, { do: 'wait' | 'write' | 'hang' }>, stage: Stage): Promise<void> {
  const { response, ending } = stage;
  switch (step.do) {
    case 'hint':
      response.writeEarlyHints({ link: '</sandbox.css>; rel=preload; as=style' });
      return;
    case 'head':
      response.writeHead(step.status, step.headers);
      response.flushHeaders();
      return;
    case 'raw':
      response.socket?.write(step.bytes);
      return;
    case 'end':
      ending();
      response.end();
      return;
    case 'close':
      ending();
      // What was written in this turn is still on its way to the socket.
      await nextTurn();
      response.socket?.destroySoon();
      return;
    case 'reset':
      ending();
      response.socket?.resetAndDestroy();
      return;
  }
}

async function pause(ms: number, gone: AbortSignal): Promise<void> {
  if (ms > 0) await unless(gone, sleep(ms, undefined, { signal: gone }));
}

/** Waits for something that the client's going away cuts short. */
async function unless(gone: AbortSignal, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!gone.aborted) throw error;
  }
}
