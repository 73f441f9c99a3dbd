import { readdirSync } from 'node:fs';

/** What the gateway holds, told over IPC to whoever asks. Loaded into its process before anything else; needs `--expose-gc`. */
export type Held = {
  /** After a full collection, bytes: the heap, and what lies outside of it. */
  readonly heapBytes: number;
  readonly outsideBytes: number;
  readonly rssBytes: number;
  /** Open files and sockets; null where that cannot be told. */
  readonly descriptors: number | null;
  /** Timers, sockets and whatever else keeps the process alive. */
  readonly resources: number;
};

process.on('message', () => {
  globalThis.gc?.();
  // What lies outside of the heap is let go of a moment later.
  setTimeout(tell, 500);
});

function tell(): void {
  globalThis.gc?.();
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
  const held: Held = {
    heapBytes: heapUsed,
    outsideBytes: external + arrayBuffers,
    rssBytes: rss,
    descriptors: descriptors(),
    resources: process.getActiveResourcesInfo().length,
  };
  process.send?.(held);
}
// It must not keep alive what wants to end.
process.channel?.unref();

function descriptors(): number | null {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return null;
  }
}
