import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Two texts, and whether people say that they ask the same. `row`: where it stands in its file, from 0. */
export type Pair = { readonly a: string; readonly b: string; readonly isSame: boolean; readonly row: number };

/** Pairs of one kind. */
export type PairSet = { readonly name: string; readonly pairs: readonly Pair[] };

/** Beside the repository; not a part of it, because the texts of most of them may only be measured with. */
const FOLDER = new URL('../../../../../shared/data/cache/', import.meta.url);

/** Are they here? */
export const isHere = (folder = FOLDER): boolean => existsSync(new URL('qqp_dev_24000.json.gz', folder));

/**
 * Pairs of any other file: tab-separated lines of two texts and a label, or JSON, line by line or as one list, of `[a, b, label]` or
 * `{ a, b, label }`. 1, `true` and `same` mean the same question.
 */
export function pairsOf(file: string): PairSet {
  const text = readFileSync(file, 'utf8').trim();
  const rows: readonly unknown[] = text.startsWith('[') && file.endsWith('.json') ? JSON.parse(text) : text.split('\n');
  const pairs = rows.map((row) => {
    const one: unknown = typeof row !== 'string' ? row : /^[[{]/.test(row) ? JSON.parse(row) : row.split('\t');
    const [a, b, label] = Array.isArray(one) ? one : Object.values(one ?? {});
    return [String(a), String(b), ['1', 'true', 'same'].includes(String(label).trim())] as const;
  });
  return set(basename(file), pairs);
}

/** Every set of labelled pairs of a folder. */
export function labelledPairs(folder = FOLDER): readonly PairSet[] {
  const text = (file: string): string => readFileSync(new URL(file, folder), 'utf8');
  const qqp: { text_a: string; text_b: string; label: number }[] = JSON.parse(
    gunzipSync(readFileSync(new URL('qqp_dev_24000.json.gz', folder))).toString(),
  );
  const synthetic: [string, string][] = JSON.parse(text('synthetic_near_miss.json'));
  const mock: { origin: string; similar: string }[] = JSON.parse(text('gptcache_mock_data.json'));
  const paws = rowsOf(text('paws_qqp_dev_and_test.tsv')).map(
    ([, a = '', b = '', label = '']) => [a, b, label] as const,
  );
  const cannot = rowsOf(text('cannot_sem_anto_neg.tsv')).map(([a = '', b = '', label = '']) => [a, b, label] as const);
  return [
    set(
      'QQP',
      qqp.map(({ text_a: a, text_b: b, label }) => [a, b, label === 1]),
    ),
    set(
      'PAWS-QQP',
      paws.map(([a, b, label]) => [fromBytes(a), fromBytes(b), label === '1']),
    ),
    // Some pairs of opposites are the same text twice, by mistake.
    set(
      'CANNOT',
      cannot.filter(([a, b]) => a !== b).map(([a, b, label]) => [a, b, label !== '1']),
    ),
    set(
      'synthetic near-misses',
      synthetic.map(([a, b]) => [a, b, false]),
    ),
    set(
      'GPTCache paraphrases',
      mock.map(({ origin, similar }) => [origin, similar, true]),
    ),
  ];
}

function set(name: string, pairs: readonly (readonly [string, string, boolean])[]): PairSet {
  return { name, pairs: pairs.map(([a, b, isSame], row) => ({ a, b, isSame, row })) };
}

function rowsOf(text: string): readonly string[][] {
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trimEnd().split('\t'));
}

/** As Python prints bytes. */
function fromBytes(literal: string): string {
  return literal.replace(/^b(['"])(.*)\1$/, '$2').replaceAll("\\'", "'");
}
