/** What people write when they mean another word. */
const ALIASES: Readonly<Record<string, string>> = {
  key: 'apiKey',
  token: 'apiKey',
  keys: 'apiKeys',
  url: 'baseUrl',
  endpoint: 'baseUrl',
  type: 'protocol',
  model: 'target',
  chain: 'ladder',
  fallbacks: 'ladder',
  rungs: 'ladder',
  retries: 'tries',
  timeout: 'total',
  accounts: 'providers',
};

/** The option that was probably meant, or null when none is near. */
export function nearest(word: string, options: readonly string[]): string | null {
  const alias = ALIASES[word.toLowerCase()];
  if (alias !== undefined && options.includes(alias)) return alias;
  const plain = simple(word);
  let best: { option: string; steps: number } | null = null;
  for (const option of options) {
    const steps = distance(plain, simple(option));
    if (steps <= Math.max(1, Math.floor(option.length / 3)) && (best === null || steps < best.steps)) {
      best = { option, steps };
    }
  }
  return best?.option ?? null;
}

/** ` — did you mean "ladder"?`, or nothing. */
export function didYouMean(word: string, options: readonly string[]): string {
  const meant = nearest(word, options);
  return meant === null ? '' : ` — did you mean "${meant}"?`;
}

/** `"a", "b" or "c"`. */
export function listed(words: readonly string[]): string {
  const quoted = words.map((word) => `"${word}"`);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
}

/** A word from a file, fit to be shown: short, on one line, and never something that looks like a key. */
export function shown(text: string): string {
  const known = /^(sk|pk|gsk|rk|xai|pplx|csk|key|ghp|hf|AKIA|AIza|ey)[-_A-Za-z0-9]*[A-Za-z0-9]{12}/.test(text);
  if (known || /^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9+=_-]{24,}$/.test(text)) return '"[secret]"';
  const line = text.replaceAll(/\s+/g, ' ');
  return `"${line.length > 60 ? `${line.slice(0, 59)}…` : line}"`;
}

function simple(word: string): string {
  return word
    .toLowerCase()
    .replaceAll(/[^a-z0-9*]/g, '')
    .slice(0, 64);
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [row, letter] of Array.from(a).entries()) {
    const line = [row + 1];
    for (const [column, other] of Array.from(b).entries()) {
      const changed = (above[column] ?? 0) + (letter === other ? 0 : 1);
      line.push(Math.min(changed, (above[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1));
    }
    above = line;
  }
  return above[b.length] ?? 0;
}
