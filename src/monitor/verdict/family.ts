/**
 * Models that break together: those whose names differ in numbers and dates only. `claude-opus-4-7` and `claude-3-opus-20240229` are of
 * the family `claude-opus`.
 */
export function familyOf(model: string): string {
  const words = wordsOf(model).filter((word) => /^[a-z]/.test(word) && !/^v\d+$/.test(word));
  return words.length === 0 ? model : words.join('-');
}

/**
 * Is this model what an incident calls `word`? "Opus" and "Opus 4.7" are `claude-opus-4-7`; "Opus 4" is not, and "GPT-4" is not
 * `gpt-4o`.
 */
export function isNamed(word: string, model: string): boolean {
  const name = wordsOf(word);
  const all = wordsOf(model);
  if (name.length === 0) return false;
  return all.some((_, at) => {
    if (!name.every((part, index) => all[at + index] === part)) return false;
    const next = all[at + name.length];
    return !(isVersion(name.at(-1)) && isVersion(next));
  });
}

/** A part of a version, not a date. */
function isVersion(word: string | undefined): boolean {
  return word !== undefined && /^\d{1,2}$/.test(word);
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '');
}
