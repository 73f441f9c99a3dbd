import { type Candidate, count, fine, type Look, wrong } from './candidate.ts';
import { proseOf } from './prose.ts';

/** Longer ones are cut, and then stand in no source. */
const LINK = /\bhttps?:\/\/[^\s<>"'`)\]}]{1,2000}/gi;

/** Every link stands in what it is made from, or leads there. */
export const links: Look = (candidate) => {
  const { body, sources, slot } = candidate;
  if (!slot.rules.links) return null;
  const found = linksIn(body);
  const known = new Set(
    sources.flatMap(({ text, address }) => [...linksIn(text), ...(address === '' ? [] : [plain(address)])]),
  );
  const unknown = found.filter((link) => !known.has(link));
  if (unknown.length === 0) return fine(`${count(found.length, 'link')}, all of them in the sources`);
  return wrong(`${count(unknown.length, 'link')} of ${found.length} not in the sources: ${hostsOf(unknown)}`);
};

function linksIn(text: string): readonly string[] {
  return [...new Set((text.match(LINK) ?? []).map(plain))];
}

/** Without what stands behind a link in a sentence, and where in a page it leads. */
function plain(link: string): string {
  return link
    .replace(/[.,;:!?*_~]+$/, '')
    .replace(/#.*$/, '')
    .replace(/\/$/, '')
    .replaceAll('&amp;', '&');
}

function hostsOf(unknown: readonly string[]): string {
  const hosts = unknown.map((link) => (URL.canParse(link) ? new URL(link).host : 'no address'));
  return [...new Set(hosts)].slice(0, 3).join(', ');
}

/** Every number stands in what it is made from: digits that mean something, whatever separates them. */
export const numbers: Look = (candidate) => {
  const { sources, slot } = candidate;
  if (!slot.rules.numbers) return null;
  const found = numbersIn(proseFor(candidate));
  const known = new Set(sources.flatMap(({ text }) => numbersIn(text)));
  const unknown = found.filter((number) => !known.has(number));
  if (unknown.length === 0) return fine(`${count(found.length, 'number')}, all of them in the sources`);
  return wrong(
    `${count(unknown.length, 'number')} of ${found.length} not in the sources: ${unknown.slice(0, 3).join(', ')}`,
  );
};

const proseFor = ({ body, slot: { format } }: Candidate): string => proseOf(body, format);

/** `1,234.50`, `1.234,50` and `1234.5` are the same number; one digit alone is in every list. */
function numbersIn(text: string): readonly string[] {
  const found = text.match(/\d+(?:[.,'’\u00A0\u202F]\d+)*/g) ?? [];
  const digits = found.map((number) => number.replace(/[.,]0+$/, '').replaceAll(/\D/g, ''));
  return [...new Set(digits.filter((number) => number.length > 1))];
}
