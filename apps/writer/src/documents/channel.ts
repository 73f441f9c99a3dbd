/** What tabs of one browser tell each other of a document, at once and without a gateway. */
export function channelFor(
  id: string,
  heard: (change: Uint8Array) => void,
): { readonly send: (change: Uint8Array) => void; readonly close: () => void } {
  if (typeof BroadcastChannel === 'undefined') return { send: () => {}, close: () => {} };
  const channel = new BroadcastChannel(`failsoft-writer-${id}`);
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data instanceof Uint8Array) heard(data);
  });
  return { send: (change) => channel.postMessage(change), close: () => channel.close() };
}
