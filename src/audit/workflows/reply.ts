import type { Field } from './questions.ts';
import { isDay, TIME } from './time.ts';

/** What a person typed, as it is written to the file; or what is wrong with it, as a sentence. */
export type Reply =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'wrong'; readonly why: string };

const value = (one: unknown): Reply => ({ kind: 'value', value: one });
const wrong = (why: string): Reply => ({ kind: 'wrong', why });

/** Reads a line that was typed for a field. It is not empty. */
export function readReply({ kind, path }: Field, typed: string): Reply {
  const text = typed.trim();
  switch (kind) {
    case 'time':
      return TIME.test(text) ? value(text) : wrong('A time is written like 30s, 10m, 4h or 3d.');
    case 'day':
      return isDay(text) ? value(text) : wrong('A day is written like 2027-01-31.');
    case 'number': {
      const number = Number(text.replaceAll(/[\s_]/g, ''));
      if (!Number.isFinite(number) || number < 0) return wrong('A number is needed, 0 or more.');
      return path.at(-1) === 'level' && number > 1 ? wrong('A share is a number from 0 to 1.') : value(number);
    }
    case 'list':
      return suppliersIn(text);
    case 'text':
    case 'choice':
    case 'yes-no':
    case 'services':
    case 'rungs':
      if (path.at(-1) === 'currency')
        return /^[A-Za-z]{3}$/.test(text)
          ? value(text.toUpperCase())
          : wrong('A currency has three letters, such as EUR.');
      return value(text);
  }
}

/** `Notion: anthropic, Zendesk: openai`; `none` where there are none. */
function suppliersIn(text: string): Reply {
  if (/^(?:none|no|-)$/i.test(text)) return value([]);
  const parts = text.split(/[,;]/).map((part) => part.split(':').map((one) => one.trim()));
  if (parts.some(([name = '', whose = '']) => name === '' || whose === ''))
    return wrong('Write "name: whose AI", with commas between them, or "none".');
  return value(parts.map(([name, whose]) => ({ name, dependsOn: [whose] })));
}

/** An id for a workflow of this name that none of the others has, and that a header can carry. */
export function idFor(name: string, others: ReadonlySet<string>): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-zA-Z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 60);
  const base = plain === '' ? 'workflow' : plain;
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? base : `${base}-${count}`;
    if (!others.has(id)) return id;
  }
}
