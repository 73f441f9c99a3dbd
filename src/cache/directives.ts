/** What a caller wants of kept answers, as RFC 9111 and RFC 5861 have it. It may only want less than the operator allows. */
export type Directives = {
  /** Neither keep this nor give what is kept. */
  readonly noStore: boolean;
  /** Ask, whatever is kept. */
  readonly noCache: boolean;
  /** Give what is kept, or nothing. */
  readonly onlyIfCached: boolean;
  /** Nothing that is older, ms. */
  readonly maxAgeMs: number | null;
  /** How much older than fresh it may be, ms. */
  readonly maxStaleMs: number | null;
  /** The same where nobody can answer, ms. */
  readonly staleIfErrorMs: number | null;
};

export const NO_WISH: Directives = {
  noStore: false,
  noCache: false,
  onlyIfCached: false,
  maxAgeMs: null,
  maxStaleMs: null,
  staleIfErrorMs: null,
};

/** Reads `cache-control` of a request. What it does not know, or cannot read, is no wish. */
export function directivesOf(header: string | undefined): Directives {
  if (header === undefined) return NO_WISH;
  const said = new Map(
    header.split(',').map((one) => {
      const [name = '', value = ''] = one.split('=');
      return [name.trim().toLowerCase(), value.trim().replaceAll('"', '')] as const;
    }),
  );
  const ms = (name: string, otherwise: number | null = null): number | null => {
    const value = said.get(name);
    if (value === undefined) return null;
    return /^\d{1,10}$/.test(value) ? Number(value) * 1_000 : otherwise;
  };
  return {
    noStore: said.has('no-store'),
    noCache: said.has('no-cache'),
    onlyIfCached: said.has('only-if-cached'),
    maxAgeMs: ms('max-age'),
    // Without a value: however old.
    maxStaleMs: ms('max-stale', Number.POSITIVE_INFINITY),
    staleIfErrorMs: ms('stale-if-error'),
  };
}
