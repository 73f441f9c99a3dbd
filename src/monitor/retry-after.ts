/** How long somebody asks us to stay away, ms: seconds or a date; null where that cannot be read. */
export function retryAfter(text: string | undefined, wallMs: number): number | null {
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - wallMs);
}
