import { FAMILIES } from '../find/families.ts';
import { type Edit, inserted, quoteOf, type Span } from './edit.ts';
import { filesOfClient } from './invocations.ts';
import type { Item, Layout, List } from './layout.ts';
import { numberIn, SHORTEST_MS, spoken, WORST_MS } from './lengths.ts';
import type { Candidate, Mending } from './question.ts';

/** Fewer retries where that is enough, else a shorter deadline, so that it fails for good in time. */
export const inTime: Mending = async (question) => {
  const { bench, studied } = question;
  const { timeoutMs, attempts } = studied.site;
  if (typeof timeoutMs.value !== 'number' || typeof attempts.value !== 'number')
    return 'How long it takes is not written down as a number.';
  const [ms, times] = [timeoutMs.value, attempts.value];
  const signature = studied.found.match?.signature;
  const names = signature?.arguments;
  const family = FAMILIES[studied.found.facts.language];
  const deadlines = [
    ...(names?.timeoutMs[family] ?? []),
    ...(names?.timeoutS[family] ?? []),
    ...(names?.timeout ?? []),
    ...(names === undefined ? ['timeout', 'Timeout'] : []),
  ];
  const retries = Math.floor(WORST_MS / ms) - 1;
  const shorter = Math.floor(WORST_MS / times / 1_000) * 1_000;
  const candidates: Candidate[] = [];
  for (const file of filesOfClient(question)) {
    const layout = await bench.layout(file);
    if (layout === null) continue;
    const change = (says: string, edits: readonly Edit[]): Candidate => ({ says, changes: [{ file, edits }] });
    if (retries >= 0)
      for (const { value } of givenAs(layout, names?.retries ?? []))
        if (isNumber(layout, value))
          candidates.push(change(`lets it try ${retries + 1} times at most`, [{ ...value, text: String(retries) }]));
    if (shorter < SHORTEST_MS) continue;
    for (const { value } of givenAs(layout, deadlines)) {
      const number = numberWithin(layout, value);
      const old = number === null ? Number.NaN : Number(layout.text.slice(number.from, number.to).replaceAll('_', ''));
      if (number === null || !Number.isFinite(old)) continue;
      const fresh = Math.floor((old * shorter) / ms);
      // Minutes cannot become seconds by another number.
      if (fresh >= 1)
        candidates.push(
          change(`shortens the deadline to ${spoken(shorter)}`, [{ ...number, text: numberIn(fresh, layout) }]),
        );
    }
  }
  return candidates.length === 0 && shorter < SHORTEST_MS
    ? `It is sent ${times} times, so that no deadline is short enough and still leaves time for an answer.`
    : candidates;
};

/** A value that counts where the setting of a deadline is empty. */
export const withDefault: Mending = async (question) => {
  const { bench, deadlineMs, studied } = question;
  const family = FAMILIES[studied.found.facts.language];
  const names = studied.found.match?.signature.arguments;
  const inMs = names?.timeoutMs[family] ?? (family === 'js' ? ['timeout', 'signal'] : []);
  const inS = names?.timeoutS[family] ?? ['timeout'];
  const candidates: Candidate[] = [];
  for (const file of filesOfClient(question)) {
    const layout = await bench.layout(file);
    if (layout === null) continue;
    for (const item of givenAs(layout, [...inMs, ...inS])) {
      const isMs = item.key !== null && inMs.includes(item.key);
      const value = String(isMs ? deadlineMs : deadlineMs / 1_000);
      for (const one of layout.literals)
        if (one.is === 'variable' && isWithin(one, item.value))
          candidates.push({
            says: `lets ${spoken(deadlineMs)} count where the setting is empty`,
            changes: [{ file, edits: orElse(layout, one, value) }],
          });
    }
  }
  return candidates.length === 0 ? 'Where the setting is read is not in sight.' : candidates;
};

function orElse({ text }: Layout, span: Span, value: string): readonly Edit[] {
  const written = text.slice(span.from, span.to);
  const quote = /["']/.exec(written)?.[0] ?? quoteOf(text);
  const otherwise = `${quote}${value}${quote}`;
  if (written.startsWith('process.')) return [inserted(span.to, ` ?? ${otherwise}`)];
  const name = /["']\w+["']/.exec(written)?.[0] ?? '';
  return written.startsWith('os.environ[')
    ? [{ ...span, text: `os.environ.get(${name}, ${otherwise})` }]
    : [inserted(span.to - 1, `, ${otherwise}`)];
}

/** Everything that is given under one of these names: by a key, or as the first thing of a call that is called so. */
function givenAs({ invocations }: Layout, names: readonly string[]): readonly Item[] {
  const lists: List[] = invocations
    .flatMap(({ list, initializer }) => [list, initializer])
    .filter((one) => one !== null);
  const keyed = lists
    .flatMap(({ items }) => [...items, ...items.flatMap(({ list }) => list?.items ?? [])])
    .filter(({ key }) => key !== null && names.includes(key));
  const called = invocations
    .filter(({ name }) => names.includes(name))
    .flatMap(({ list }) => list?.items.slice(0, 1) ?? []);
  return [...keyed, ...called];
}

function isNumber({ literals }: Layout, { from, to }: Span): boolean {
  return literals.some((one) => one.is === 'number' && one.from === from && one.to === to);
}

function numberWithin({ literals }: Layout, span: Span): Span | null {
  return literals.find((one) => one.is === 'number' && isWithin(one, span)) ?? null;
}

function isWithin(one: Span, other: Span): boolean {
  return one.from >= other.from && one.to <= other.to;
}
