import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GATEWAY_LIMITS } from '../src/config/config.ts';
import { renderDuration, renderSize } from '../src/config/quantities.ts';
import { DEFERRED_LIMITS } from '../src/deferred/limits.ts';
import { LIMITS } from '../src/model/route.ts';
import { ANSWER_STORE_LIMITS } from '../src/store/answers/answer-writer.ts';
import { JOURNAL_LIMITS } from '../src/store/journal-limits.ts';
import { KEEPER_LIMITS } from '../src/store/monitor/keeper.ts';
import { page, table } from './page.ts';

const SRC = fileURLToPath(new URL('../src/', import.meta.url));

const { extraSpend, ...COUNTED } = GATEWAY_LIMITS;

/** The page of all limits. What they are for is taken from the comments in the code, how large they are from the values. */
export function limitsPage(): string {
  return page(
    'Limits',
    'Every wait, queue, body, retry and cache has a limit. Where it can be set, the first column is the word for it in the ' +
      'configuration. Why the times are what they are: [deadlines](../decisions/deadlines.md).',
    '## One attempt',
    'Set on a rung, see [Configuration](../guides/configuration.md).',
    tableOf(LIMITS, { file: 'model/route.ts', word: (name) => name.replace(/Ms$/, '') }),
    '## The gateway',
    'Set under `limits`.',
    tableOf(COUNTED, { file: 'config/config.ts', word: (name) => name.replace(/Ms$/, '') }),
    'What calls in addition may cost, under `extraSpend`:',
    tableOf(extraSpend, { file: 'resilience/spend.ts', word: (name) => name }),
    '## The journal',
    'What does not fit is not recorded, and counted as lost. No request waits for the journal.',
    tableOf(JOURNAL_LIMITS, { file: 'store/journal-limits.ts', word: (name) => name }),
    '## What is seen of providers',
    'Incidents and counts that wait for the disk. What comes beyond takes the place of the oldest.',
    tableOf(KEEPER_LIMITS, { file: 'store/monitor/keeper.ts', word: (name) => name }),
    '## Kept answers',
    'Those that wait for the disk. What cannot be written is not there after a restart.',
    tableOf(ANSWER_STORE_LIMITS, { file: 'store/answers/answer-writer.ts', word: (name) => name }),
    '## Deferred answers',
    'How the queue is worked off.',
    tableOf(DEFERRED_LIMITS, { file: 'deferred/limits.ts', word: (name) => name }),
    '## Fixed',
    table(['limit', 'value', 'what it is for', 'where'], fixedLimits()),
  );
}

function tableOf(
  limits: Readonly<Record<string, number | null>>,
  { file, word }: { readonly file: string; readonly word: (name: string) => string },
): string {
  const text = readFileSync(join(SRC, file), 'utf8');
  return table(
    ['limit', 'default', 'what it is for'],
    Object.entries(limits).map(([name, value]) => [
      `\`${word(name)}\``,
      value === null ? 'none' : renderValue(name, value),
      commentAbove(text, new RegExp(`^ {2}readonly ${name}: `, 'm')),
    ]),
  );
}

/** The sentence of a doc comment right above the place; empty when there is none. */
export function commentAbove(text: string, place: RegExp): string {
  const at = place.exec(text)?.index;
  if (at === undefined) throw new Error(`Nothing fits ${place.source}.`);
  const [, comment = ''] = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(text.slice(0, at)) ?? [];
  return comment
    .replace(/\n\s*\* ?/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A constant in capitals that has a unit or is called a maximum, and is a number. */
const FIXED = /^(?:export )?const ([A-Z][A-Z_]*_(?:MS|MAX|MIN)|[A-Z_]*(?:BYTES|MS)[A-Z_]*) = ([\d_ *]+);$/gm;
/** What a protocol's makers prescribe is their limit and not ours; the sandbox imitates; tools are no part of the way. */
const ELSEWHERE = ['protocols', 'drill', 'cli', 'audit'];
const OURS = ['protocols/frame.ts', 'protocols/scan.ts'];

function fixedLimits(): readonly (readonly string[])[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .filter((path) => OURS.includes(path) || !ELSEWHERE.includes(path.split('/')[0] ?? ''))
    .toSorted()
    .flatMap((path) => {
      const text = readFileSync(join(SRC, path), 'utf8');
      return [...text.matchAll(FIXED)].map(({ 1: name = '', 2: product = '' }) => [
        `\`${name}\``,
        renderValue(name, valueOf(product)),
        commentAbove(text, new RegExp(`^(?:export )?const ${name} = `, 'm')),
        `\`${path}\``,
      ]);
    })
    .filter(([, , what]) => what !== '');
}

/** The value of a product such as `64 * 1024 ** 2`. */
function valueOf(product: string): number {
  return product
    .replaceAll('_', '')
    .split(/(?<!\*)\*(?!\*)/)
    .map((factor) => factor.split('**').map(Number))
    .reduce((value, [base = Number.NaN, power = 1]) => value * base ** power, 1);
}

function renderValue(name: string, value: number): string {
  if (/Ms(?:Max)?$|_MS(?:_|$)/.test(name)) return renderDuration(value);
  if (name.includes('_S_')) return renderDuration(value * 1_000);
  if (/bytes/i.test(name)) return renderSize(value);
  return value.toLocaleString('en-US');
}
