import type { CallerId, Feature } from './translation/feature.ts';
import { FEATURES, GROUPS } from './translation/groups.ts';
import { ASKING, type Cell, hop, type State, TARGETS } from './translation/hop.ts';
import { type Heard, hear, HOLDINGS, type Kept } from './translation/answers.ts';
import { type Change, isBetterByRule, rulesOf } from './translation/rules.ts';
import { page, table } from './page.ts';

const NAMES: Readonly<Record<CallerId, string>> = {
  anthropic: 'Anthropic Messages',
  'openai-chat': 'OpenAI Chat Completions',
  'openai-responses': 'OpenAI Responses',
  gemini: 'Gemini',
  ollama: 'Ollama, `/api/chat`',
  'ollama-generate': 'Ollama, `/api/generate`',
};
const SHORT: Readonly<Record<CallerId, string>> = {
  anthropic: 'Anthropic',
  'openai-chat': 'Chat',
  'openai-responses': 'Responses',
  gemini: 'Gemini',
  ollama: 'Ollama',
  'ollama-generate': 'generate',
};

const SIGNS: Readonly<Record<State, readonly [sign: string, meaning: string]>> = {
  carried: ['✓', 'It arrives.'],
  ours: ['⌂', 'The gateway does it itself, so nothing is missing.'],
  changed: ['≈', 'It arrives in another form: in words instead of a field, at another place, as the nearest value.'],
  dropped: ['–', 'It is left out; the answer is the same without it.'],
  lost: ['≠', 'It is left out; the answer may differ.'],
  refused: ['✗', 'Without it the answer would be wrong, so this rung is passed over.'],
  needless: [
    '∅',
    'It is left out without a word, because nothing is lost by that; why stands [below](#left-out-without-a-word).',
  ],
  silent: ['!', 'It is gone and nothing says so. That is a mistake of ours.'],
};
/** Stands behind a sign where some rule of a provider or model makes it better. */
const BETTER = '°';
const signOf = (state: State): string => SIGNS[state][0];

/** The page of what a hop to another provider keeps and loses, found by sending every feature over every hop. */
export function translationPage(): string {
  return page(
    'Translation',
    'A caller speaks one dialect and a standby another. This page says, feature by feature, what arrives. Nobody wrote it down: for ' +
      'each feature a small request is sent through the code, in the words of each dialect, and what comes out is read. How to read ' +
      'the header `x-failsoft-lost`, and what it means for you: [What a hop keeps](../guides/translation.md).',
    table(
      ['sign', 'what becomes of it'],
      Object.values(SIGNS).map(([sign, meaning]) => [sign, meaning]),
    ),
    'A small number is the name under which a loss stands in `x-failsoft-lost`, in the journal and in the console; the names ' +
      'stand below each table. The target is a server of which nothing is known but its dialect; providers and models have ' +
      '[rules](#rules-of-providers-and-models) that change what they take; where one makes it better, a ° stands behind the sign. A column of the same dialect is about a standby of ' +
      'another vendor: its request stays as it was written, but for what only the first vendor may know or can read. The first ' +
      'rung, when it speaks the dialect of the caller, gets every byte as it came.',
    ...ASKING.flatMap(callerSection),
    '## Answers',
    'What a caller of each dialect gets to hear of an answer that holds this, whoever gave it: as a whole / as a stream, where they ' +
      'differ. Signatures and sealed thoughts come to the caller in an envelope that only this gateway can open, so that they are ' +
      'given back to their maker and to nobody else.',
    answersTable(),
    '## Rules of providers and models',
    'What is different when a provider or a model is known to have a rule, for some callers at least. Under **at** stand the providers ' +
      'that have it for all of their models; the rules of single models come from what is known of them.',
    rulesTable(),
    '## Carried by nobody',
    'No hop to a server of which nothing is known carries these.',
    listOf(neverCarried().map(({ title }) => title)),
    '## Left out without a word',
    listOf(FEATURES.flatMap(({ title, needless }) => (needless === undefined ? [] : [`${title}: ${needless}.`]))),
  );
}

/** What no pair of dialects carries. */
export function neverCarried(): readonly Feature[] {
  return FEATURES.filter((feature) =>
    ASKING.every((caller) =>
      TARGETS.every((target) => !/^(carried|ours)$/.test(hop(feature, caller, target)?.state ?? '')),
    ),
  );
}

function callerSection(caller: CallerId): readonly string[] {
  const numbers = new Map<string, number>();
  const rows = GROUPS.flatMap(({ title, features }) => {
    const known = features.flatMap((feature) => {
      const saying = feature.said[caller];
      if (saying === undefined) return [];
      const cells = TARGETS.flatMap((target) => {
        const cell = hop(feature, caller, target);
        return cell === null
          ? []
          : [renderCell(cell, numbers) + (isBetterByRule(feature, caller, target) ? BETTER : '')];
      });
      return [[feature.title, saying[0], ...cells]];
    });
    return known.length === 0 ? [] : [[`**${title}**`, '', ...TARGETS.map(() => '')], ...known];
  });
  const heads = TARGETS.map((target) => (target === caller ? `another ${SHORT[target]}` : SHORT[target]));
  return [
    `## From ${NAMES[caller]}`,
    table(['feature', 'as it is written', ...heads], rows),
    [...numbers].map(([name, number]) => `${raised(number)} \`${name}\``).join(' · '),
  ];
}

function renderCell({ state, named }: Cell, numbers: Map<string, number>): string {
  const marks = named.map((name) => {
    const number = numbers.get(name) ?? numbers.size + 1;
    numbers.set(name, number);
    return raised(number);
  });
  return signOf(state) + marks.join(' ');
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function raised(number: number): string {
  return String(number).replaceAll(/\d/g, (digit) => RAISED[Number(digit)] ?? '');
}

function answersTable(): string {
  return table(
    ['in an answer', ...ASKING.map((caller) => SHORT[caller])],
    HOLDINGS.flatMap(({ title, holdings }) => [
      [`**${title}**`, ...ASKING.map(() => '')],
      ...holdings.map((holding) => [holding.title, ...ASKING.map((caller) => renderHeard(hear(holding, caller)))]),
    ]),
  );
}

const SIGNS_OF_ANSWERS: Readonly<Record<Kept, string>> = { carried: '✓', changed: '≈', dropped: '–' };

function renderHeard({ whole, streamed }: Heard): string {
  const [one, other] = [SIGNS_OF_ANSWERS[whole], SIGNS_OF_ANSWERS[streamed]];
  return one === other ? one : `${one} / ${other}`;
}

function rulesTable(): string {
  return table(
    ['dialect', 'at', 'what becomes of what'],
    rulesOf(FEATURES).flatMap(({ name, value, what, effects }) => [
      [value === '' ? `**\`${name}\`**` : `**\`${name}\`**: ${value}`, '', what],
      ...effects.map(({ target, providers, changes }) => [
        SHORT[target],
        providers.map((id) => `\`${id}\``).join(', '),
        changes.map(renderChange).join('; '),
      ]),
    ]),
  );
}

function renderChange({ to, features }: Change): string {
  const whole = GROUPS.filter((group) => group.features.every(({ title }) => features.includes(title)));
  const inside = new Set(whole.flatMap((group) => group.features.map(({ title }) => title)));
  const rest = features.filter((title) => !inside.has(title));
  return `${signOf(to)} ${[...whole.map(({ title }) => `all of *${title}*`), ...rest].join(', ')}`;
}

function listOf(items: readonly string[]): string {
  return items.length === 0 ? 'Nothing.' : items.map((item) => `- ${item}`).join('\n');
}
