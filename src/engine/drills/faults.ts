import type { Exchange, WireHandlers, WireRequest, World } from '../../world/world.ts';

/**
 * How a provider fails in a drill. `529`: it says that it is overloaded. `404`: it has no such model any more. `timeout`: it never answers.
 * `slow`: everything comes SLOW_MS late. `reset`: it closes the connection. `cut`: its answers break off.
 */
export const DRILL_MODES = ['529', '404', 'timeout', 'slow', 'reset', 'cut'] as const;
export type DrillMode = (typeof DRILL_MODES)[number];

const SLOW_MS = 15_000;
/** After so many pieces a `cut` answer breaks off. */
const CUT_AFTER = 3;
/** What a refusal says, in the words of Anthropic and of OpenAI; the other dialects go by its status. */
const REFUSALS = {
  '529': { type: 'overloaded_error', message: 'Switched off on purpose, for a drill' },
  '404': { type: 'not_found_error', code: 'model_not_found', message: 'Taken away on purpose, for a drill' },
} as const;
/** A model that is gone rests for minutes at a key. Those must not outlast the drill, so the refusal asks for less, seconds. */
const REST_SECONDS = '1';

/** An exchange that fails in this way. */
export function failing(world: World, mode: DrillMode, open: World['open']): World['open'] {
  switch (mode) {
    case '529':
    case '404':
      return (_, on) => refusing(world, mode, on);
    case 'timeout':
      return (_, on) => later(world, 0, on.sent);
    case 'reset':
      return (_, on) => later(world, 0, () => on.broke('ECONNRESET', 'Reset on purpose, for a drill'));
    case 'slow':
      return (request, on) => open(request, delayed(world, on));
    case 'cut':
      return (request, on) => cutting(open, request, on);
  }
}

function refusing(world: World, mode: keyof typeof REFUSALS, on: WireHandlers): Exchange {
  return later(world, 0, () => {
    on.sent();
    on.head(Number(mode), {
      'content-type': 'application/json',
      ...(mode === '404' && { 'retry-after': REST_SECONDS }),
    });
    on.bytes(Buffer.from(JSON.stringify({ type: 'error', error: REFUSALS[mode] })));
    on.end();
  });
}

/** Nothing is on the wire, so there is nothing to pause; what was going to happen is called off. */
function later(world: World, ms: number, what: () => void): Exchange {
  const cancel = world.after(ms, what);
  return { pause: () => {}, resume: () => {}, abort: cancel };
}

function delayed(world: World, on: WireHandlers): WireHandlers {
  const after = (what: () => void): void => void world.after(SLOW_MS, what);
  return {
    sent: on.sent,
    head: (status, headers) => after(() => on.head(status, headers)),
    bytes: (chunk) => after(() => on.bytes(chunk)),
    end: () => after(on.end),
    broke: (code, message) => after(() => on.broke(code, message)),
  };
}

function cutting(open: World['open'], request: WireRequest, on: WireHandlers): Exchange {
  let pieces = 0;
  const exchange = open(request, {
    ...on,
    bytes: (chunk) => {
      pieces += 1;
      if (pieces <= CUT_AFTER) return on.bytes(chunk);
      exchange.abort();
      on.broke('ECONNRESET', 'Cut on purpose, for a drill');
    },
    // A short answer is cut at its end.
    end: () => on.broke('ECONNRESET', 'Cut on purpose, for a drill'),
  });
  return exchange;
}
