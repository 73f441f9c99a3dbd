/** Why a request was sent on although answers are kept on its route. */
export type Forwarded = 'bypass' | 'miss' | 'stale' | 'request';

export type CacheStatus =
  /** `ttlMs`: for how long it is still fresh; less than 0: for how long it has not been. */
  | { readonly kind: 'hit'; readonly ttlMs: number; readonly detail: string }
  /** `collapsed`: it waits for the answer to another one. `detail`: why nothing was looked for, or is not kept; else empty. */
  | { readonly kind: 'forwarded'; readonly why: Forwarded; readonly collapsed: boolean; readonly detail: string };

/** The header `Cache-Status` (RFC 9211). */
export function renderCacheStatus(status: CacheStatus): string {
  const detail = status.detail === '' ? '' : `; detail="${status.detail.replaceAll(/[^\x20-\x7e]|["\\]/g, '?')}"`;
  if (status.kind === 'hit') return `failsoft; hit; ttl=${Math.floor(status.ttlMs / 1_000)}${detail}`;
  return `failsoft; fwd=${status.why}${status.collapsed ? '; collapsed' : ''}${detail}`;
}
