const WORD = /[\p{L}\p{N}](?:[\p{L}\p{N}’'-]*[\p{L}\p{N}])?/gu;

/** The words of a text, as people count them: signs of Markdown are none. */
export function wordsIn(text: string): readonly string[] {
  return text.match(WORD) ?? [];
}
