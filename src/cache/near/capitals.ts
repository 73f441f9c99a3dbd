import type { Reading } from './reading.ts';
import type { Token } from './tokens.ts';
import { ABBREVIATIONS, ALSO_NAMES, FUNCTION_WORDS } from './words.ts';

export type Written = { readonly token: Token; readonly by: Reading };

/** May two words that only differ in their capitals be one? Where one of them may be a name, they may not. */
export function sameBarCapitals(a: Written, b: Written): boolean {
  const { text } = a.token;
  const isLoud = [a, b].some(({ token: { raw } }) => raw.length > 1 && raw === raw.toUpperCase());
  if (!isLoud && (isFirst(a) || isFirst(b))) return true;
  if (ALSO_NAMES.has(text)) return false;
  if (ABBREVIATIONS.has(text) || FUNCTION_WORDS.has(text)) return true;
  return !isLoud && (a.by.isPlain || b.by.isPlain);
}

/** With a capital that nothing but being a name explains. */
export function isName({ token, by }: Written): boolean {
  return token !== by.tokens[0] && /^[A-Z]/.test(token.raw);
}

function isFirst({ token, by }: Written): boolean {
  return token === by.tokens[0];
}
