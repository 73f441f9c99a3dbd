/**
 * Models that break together: those whose names differ in numbers and dates only. `claude-opus-4-7` and `claude-3-opus-20240229` are of
 * the family `claude-opus`.
 */
export function familyOf(model: string): string {
  const words = wordsOf(model).filter((word) => /^[a-z]/.test(word) && !/^v\d+$/.test(word));
  return words.length === 0 ? model : words.join('-');
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '');
}
