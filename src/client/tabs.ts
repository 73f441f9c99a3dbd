import { surroundings } from './browser.ts';
import { followed, type Value } from './value.ts';

/** Null asks for it. */
type Told<T> = { readonly data: { readonly now: T } | null };

/**
 * The same value in all pages of an app that a browser has open: one of them follows it, and tells the others. Browsers make no more than six
 * connections to one address, which pages that all keep a line of their own would use up. `name`: what this app calls the value.
 */
export function acrossTabs<T>(value: Value<T>, name: string): Value<T> {
  return followed(value.get(), (set) => {
    const stop = new AbortController();
    const channel = new BroadcastChannel(name);
    let leave: (() => void) | null = null;
    const tell = (): void => {
      set(value.get());
      channel.postMessage({ now: value.get() });
    };
    channel.addEventListener('message', (message) => {
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- Only pages of the same app speak here.
      const { data } = message as unknown as Told<T>;
      if (data !== null) set(data.now);
      // A page that has just been opened wants to know.
      else if (leave !== null) tell();
    });
    channel.postMessage(null);
    void lead(name, stop.signal).then(() => {
      if (!stop.signal.aborted) leave = value.subscribe(tell);
    });
    return () => {
      stop.abort();
      leave?.();
      channel.close();
    };
  });
}

/** Settles when this is the one page of all that does something, until `stop` fires. Where pages cannot agree, each one does it. */
export async function lead(name: string, stop: AbortSignal): Promise<void> {
  const { navigator } = surroundings();
  const { locks } = navigator ?? {};
  if (locks === undefined) return;
  const { promise: leads, resolve } = Promise.withResolvers<void>();
  const hold = async (): Promise<void> => {
    resolve();
    if (!stop.aborted) await new Promise((end) => stop.addEventListener('abort', end, { once: true }));
  };
  // It is let go of before it has come.
  locks.request(name, { signal: stop }, hold).catch(() => {});
  await leads;
}
