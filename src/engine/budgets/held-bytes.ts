/** Room for what is held of answers that are under way, all requests together. */
export type HeldBytes = {
  /** False when there is no room for so many bytes. */
  readonly take: (bytes: number) => boolean;
  readonly give: (bytes: number) => void;
};

/** Bytes that are held in all. They are those that were written, so nothing is copied; beyond it, an answer that breaks off is broken. */
const ALL_BYTES_MAX = 64 * 1024 * 1024;

export function heldBytes(bytesMax = ALL_BYTES_MAX): HeldBytes {
  let free = bytesMax;
  return {
    take: (bytes) => {
      if (bytes > free) return false;
      free -= bytes;
      return true;
    },
    give: (bytes) => {
      free += bytes;
    },
  };
}
