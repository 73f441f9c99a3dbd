/** A line of a comparison: in both, only in the old one, or only in the new one. */
export type DiffLine = { readonly kind: 'same' | 'gone' | 'new'; readonly text: string };

/** Longer texts are compared by their whole only, lines: it takes the product of both. */
const LINES_MAX = 3_000;

/** What has to be taken out of one text and put in to get the other, line by line, as little as possible (longest common subsequence). */
export function diffOf(before: string, after: string): readonly DiffLine[] {
  const [old, fresh] = [before.trimEnd().split('\n'), after.trimEnd().split('\n')];
  if (old.length > LINES_MAX || fresh.length > LINES_MAX) return [...all('gone', old), ...all('new', fresh)];
  const width = fresh.length + 1;
  const common = new Uint16Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = fresh.length - 1; j >= 0; j -= 1)
      common[i * width + j] =
        old[i] === fresh[j]
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length && j < fresh.length) {
    if (old[i] === fresh[j]) {
      lines.push({ kind: 'same', text: old[i] ?? '' });
      i += 1;
      j += 1;
    } else if ((common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0)) {
      lines.push({ kind: 'gone', text: old[i] ?? '' });
      i += 1;
    } else {
      lines.push({ kind: 'new', text: fresh[j] ?? '' });
      j += 1;
    }
  }
  return [...lines, ...all('gone', old.slice(i)), ...all('new', fresh.slice(j))];
}

function all(kind: DiffLine['kind'], texts: readonly string[]): readonly DiffLine[] {
  return texts.map((text) => ({ kind, text }));
}
