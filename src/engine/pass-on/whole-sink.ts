import type { Sink } from '../asked.ts';

/** Lets an answer out when all of it is there: until then, another one may take its place. */
export function wholeSink(to: Sink): Sink {
  let head: Parameters<Sink['head']> | null = null;
  const chunks: Uint8Array[] = [];
  return {
    head: (...said) => void (head = said),
    write: (bytes) => chunks.push(bytes) > 0,
    end: (bytes) => {
      if (head !== null) to.head(...head);
      to.end(Buffer.concat(bytes === undefined ? chunks : [...chunks, bytes]));
    },
    destroy: () => {},
  };
}
