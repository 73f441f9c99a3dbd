import type { Failure } from '../outbox.ts';

/** What became of one try. `note`: who was not told although others were; absent where all were. */
export type Outcome = { readonly ok: true; readonly note?: string } | ({ readonly ok: false } & Failure);

export const GOT_THROUGH: Outcome = { ok: true };

/** How long a try may take, ms. */
export const TRY_MS = 10_000;

export function lost(why: string, retryAfterMs: number | null = null): Outcome {
  return { ok: false, blames: 'channel', why, retryAfterMs };
}

export function refused(why: string): Outcome {
  return { ok: false, blames: 'notice', why, retryAfterMs: null };
}

/** What others say of a failure, for people: short, on one line, and without what would steer a terminal. */
export function excerpt(text: string): string {
  const line = text
    .slice(0, 2_000)
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim();
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
