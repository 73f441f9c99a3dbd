import type { Settable } from '../app/observable.ts';
import { headersFor } from './gateway.ts';

/** What the gateway tells every open page. */
export type GatewayEvent =
  | { readonly kind: 'open' }
  | { readonly kind: 'lost' }
  | {
      readonly kind: 'update';
      readonly id: string;
      readonly number: number;
      readonly by: string;
      readonly data: string;
    }
  | { readonly kind: 'list' };

/** The gateway gives a sign of life every ten seconds, ms. */
const SILENCE_MS = 25_000;
const PAUSE_MS = 500;
const PAUSE_MS_MAX = 8_000;

/** Listens until what it returns is called. The line is made anew by itself; each time `open` is told, because something was missed. */
export function listen(key: Settable<string>, tell: (event: GatewayEvent) => void): () => void {
  const stop = new AbortController();
  void (async () => {
    for (let tries = 0; !stop.signal.aborted; tries += 1) {
      const heard = await listenOnce(key, stop.signal, tell);
      if (heard) tries = 0;
      tell({ kind: 'lost' });
      await new Promise((resolve) => setTimeout(resolve, Math.min(PAUSE_MS * 2 ** tries, PAUSE_MS_MAX)));
    }
  })();
  return () => stop.abort();
}

async function listenOnce(
  key: Settable<string>,
  signal: AbortSignal,
  tell: (event: GatewayEvent) => void,
): Promise<boolean> {
  let heard = false;
  const line = new AbortController();
  signal.addEventListener('abort', () => line.abort(), { once: true });
  let timer = setTimeout(() => line.abort(), SILENCE_MS);
  try {
    const answer = await fetch('/writer/api/events', {
      headers: headersFor(key),
      cache: 'no-store',
      signal: line.signal,
    });
    if (!answer.ok || answer.body === null) return false;
    heard = true;
    tell({ kind: 'open' });
    let rest = '';
    const decoder = new TextDecoder();
    const reader = answer.body.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => line.abort(), SILENCE_MS);
      const blocks = (rest + decoder.decode(piece.value, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) tellBlock(block, tell);
    }
  } catch {
    // It broke, or nobody listens any more.
  } finally {
    clearTimeout(timer);
  }
  return heard;
}

function tellBlock(block: string, tell: (event: GatewayEvent) => void): void {
  const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
  if (name === 'list') tell({ kind: 'list' });
  if (name !== 'update' || data === undefined) return;
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- It is the gateway's own event.
  tell({ kind: 'update', ...(JSON.parse(data) as Omit<Extract<GatewayEvent, { kind: 'update' }>, 'kind'>) });
}
