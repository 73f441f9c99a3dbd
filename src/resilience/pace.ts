/** What came of an answer in a window of time. */
export type Window = { readonly tookMs: number; readonly pieces: number; readonly tokens: number };

/** A window is judged after this time, ms, … */
export const WINDOW_MS = 20_000;
/** … and not before so many pieces have come: a few large ones say nothing about speed. */
const PIECES_MIN = 16;
/** Nobody calls this a stream that they can read along with; healthy models were measured at 49 to 269. */
const TOKENS_PER_SECOND_MIN = 8;
/** Slow models are what they are: only what is far below the target's own median is a fault. */
const SHARE_MIN = 0.2;

/**
 * Is an answer so slow that its provider is as good as down? `early`: it cannot be said yet. Providers in trouble were seen to
 * drip 0.8 to 2 tokens/s for minutes, which no watch over silence notices.
 */
export function judgePace({ tookMs, pieces, tokens }: Window, medianPerSecond: number): 'early' | 'fine' | 'slow' {
  if (tookMs < WINDOW_MS || pieces < PIECES_MIN) return 'early';
  const perSecond = tokens / (tookMs / 1_000);
  return perSecond < TOKENS_PER_SECOND_MIN && perSecond < SHARE_MIN * medianPerSecond ? 'slow' : 'fine';
}

/** Letters that make a token, about. */
const LETTERS_PER_TOKEN = 4;

/** About how many tokens a piece of an answer is, at least one. Signs of other scripts count one each. */
export function tokensIn(words: string): number {
  let others = 0;
  for (let at = 0; at < words.length; at += 1) if (words.charCodeAt(at) > 0x2e7f) others += 1;
  return Math.max(1, others + (words.length - others) / LETTERS_PER_TOKEN);
}
