/** So many things per minute, saved up for one minute at most: of each name by itself, and of all together. */
export type Allowances = {
  /** Takes one when there is one, and returns 0; else returns after how many ms there will be. */
  readonly take: (name: string, nowMs: number) => number;
};

type Bucket = { readonly tokens: number; readonly atMs: number };

/** Names that are remembered; a forgotten one has its minute anew. */
const NAMES_MAX = 5_000;

export function allowances({ perMinute, all }: { readonly perMinute: number; readonly all: number }): Allowances {
  const own = new Map<string, Bucket>();
  let together: Bucket = { tokens: all, atMs: 0 };
  return {
    take: (name, nowMs) => {
      const mine = filled(own.get(name) ?? { tokens: perMinute, atMs: nowMs }, perMinute, nowMs);
      together = filled(together, all, nowMs);
      const waitMs = Math.max(untilOne(mine, perMinute), untilOne(together, all));
      if (waitMs > 0) return waitMs;
      if (own.size >= NAMES_MAX) own.clear();
      own.set(name, { ...mine, tokens: mine.tokens - 1 });
      together = { ...together, tokens: together.tokens - 1 };
      return 0;
    },
  };
}

function filled({ tokens, atMs }: Bucket, perMinute: number, nowMs: number): Bucket {
  return { tokens: Math.min(perMinute, tokens + ((nowMs - atMs) * perMinute) / 60_000), atMs: nowMs };
}

function untilOne({ tokens }: Bucket, perMinute: number): number {
  return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * 60_000) / perMinute);
}
