import fc from 'fast-check';

/** Questions to be changed so that they ask for something else. */
export const QUESTIONS: readonly string[] = [
  'How do I convert 20 miles to kilometers?',
  'What is the best way to learn French in 3 months?',
  'How can I transfer money from India to Canada?',
  'Should men wear makeup at work?',
  'Who was the president of Brazil in 1994?',
  'Does coffee increase blood pressure in older people?',
  'What are the symptoms of vitamin D deficiency in children?',
  'Why did Germany attack Poland in 1939?',
  'How do you delete all messages in Gmail?',
  'Is it safe to take 400 mg of ibuprofen before running?',
  'What is the difference between a heat pump and an air conditioner?',
  'How many calories are there in a cup of rice?',
  'Can dogs eat grapes without getting sick?',
  'Which is the largest city in Texas?',
  'How do I enable two factor authentication on Instagram?',
  'What happens when you mix bleach and vinegar?',
  'How long does it take to fly from Paris to Tokyo?',
  'Is my landlord allowed to enter my apartment without notice?',
  'What is the capital of Australia?',
  'How do I stop my neighbor from parking in front of my house?',
  'How much does it cost to build a small house in Kenya?',
  'Are electric cars cheaper than gas cars over ten years?',
  'What should I say to my boss before I quit?',
  'Did Microsoft buy GitHub for more than 7 billion dollars?',
  'Where can I sell used textbooks in London?',
];

/** Pairs of words of which one makes another question of the other. None was taken from the tables that are tested. */
const REPLACEMENTS: readonly (readonly string[])[] = [
  ['miles', 'kilometers', 'yards', 'feet'],
  ['mg', 'g', 'ml'],
  ['cup', 'gallon', 'spoon'],
  ['months', 'weeks', 'days', 'years'],
  ['French', 'German', 'Dutch'],
  ['India', 'Canada', 'Brazil', 'Kenya', 'Poland', 'Germany', 'Australia', 'Austria'],
  ['Paris', 'Tokyo', 'London', 'Texas', 'Dallas'],
  ['Gmail', 'Outlook', 'Instagram', 'Facebook'],
  ['Microsoft', 'GitHub', 'Google', 'GitLab'],
  ['men', 'women', 'children', 'dogs', 'cats'],
  ['increase', 'decrease', 'lower', 'cause'],
  ['enable', 'disable', 'remove'],
  ['delete', 'restore', 'archive', 'read'],
  ['buy', 'sell', 'rent'],
  ['enter', 'leave'],
  ['before', 'after', 'while'],
  ['without', 'with', 'by'],
  ['from', 'to', 'for', 'in'],
  ['largest', 'smallest', 'oldest', 'second largest'],
  ['best', 'worst', 'fastest', 'cheapest'],
  ['older', 'younger', 'old'],
  ['cheaper', 'cheapest', 'dearer', 'cheap'],
  ['more', 'less', 'fewer'],
  ['all', 'some', 'no', 'most', 'a few'],
  ['small', 'large', 'cheap', 'new'],
  ['safe', 'unsafe', 'legal', 'cheap'],
  ['my', 'your', 'his', 'a', 'our'],
  ['should', 'must', 'can', 'could', 'would'],
  ['is', 'was', 'will be'],
  ['do', 'did', 'should', 'would'],
  ['does', 'did', 'will'],
  ['was', 'is', 'were'],
  ['who', 'what', 'why', 'when'],
  ['why', 'how', 'when', 'where'],
  ['how', 'why', 'when'],
  ['the', 'a', 'every', 'another'],
  ['and', 'or', 'but not', 'with'],
  ['president', 'presidents', 'prime minister', 'vice president'],
  ['city', 'cities', 'county'],
  ['D', 'A', 'B', 'C', 'K'],
  ['over', 'under', 'within'],
];

const INSERTED: readonly string[] = [
  'not',
  'never',
  'only',
  'no longer',
  'almost',
  'at least',
  'other',
  'first',
  'second',
  'young',
  'illegal',
  'non',
  'two',
  'always',
  'never',
  'free',
  'fake',
  'without',
  'except',
  'former',
  'half',
  'every',
  'more',
];

type Change = (words: readonly string[], pick: () => number) => readonly string[] | null;

const CHANGES: Readonly<Record<string, Change>> = {
  number: (words, pick) =>
    at(
      words,
      (word) => /\d/.test(word),
      pick,
      (word) => [word.replace(/\d+/, String(pick() % 5000))],
    ),
  'a word of the same kind': (words, pick) =>
    at(
      words,
      (word) => rowOf(word) !== undefined,
      pick,
      (word) => [
        one(
          (rowOf(word) ?? []).filter((other) => other.toLowerCase() !== word.toLowerCase()),
          pick,
        ),
      ],
    ),
  'a word more': (words, pick) =>
    at(
      words,
      () => true,
      pick,
      (word) => [word, one(INSERTED, pick)],
    ),
  'a word less': (words, pick) =>
    at(
      words,
      (word) => word.length > 3,
      pick,
      () => [],
    ),
  'two words that change places': (words, pick) => {
    const long = words.flatMap((word, place) => (word.length > 3 ? [place] : []));
    const [x, y] = [one(long, pick), one(long, pick)];
    return words.map((word, place) => (place === x ? (words[y] ?? word) : place === y ? (words[x] ?? word) : word));
  },
};

function at(
  words: readonly string[],
  isFit: (word: string) => boolean,
  pick: () => number,
  change: (word: string) => readonly string[],
): readonly string[] | null {
  const places = words.flatMap((word, place) => (isFit(word) ? [place] : []));
  if (places.length === 0) return null;
  const chosen = one(places, pick);
  return words.flatMap((word, place) => (place === chosen ? change(word) : [word]));
}

function one<T>(from: readonly T[], pick: () => number): T {
  const found = from[pick() % from.length];
  if (found === undefined) throw new RangeError('Nothing to choose from');
  return found;
}

const rowOf = (word: string): readonly string[] | undefined =>
  REPLACEMENTS.find((row) => row.some((other) => other.toLowerCase() === word.toLowerCase()));

export type Mutant = { readonly question: string; readonly mutant: string; readonly change: string };

/** A question and another one that looks like it. */
export const mutants: fc.Arbitrary<Mutant> = fc
  .record({
    question: fc.constantFrom(...QUESTIONS),
    change: fc.constantFrom(...Object.keys(CHANGES)),
    chosen: fc.array(fc.nat(1_000_000), { minLength: 6, maxLength: 6 }),
  })
  .map(({ question, change, chosen }) => {
    let next = 0;
    const pick = (): number => chosen[(next += 1) % chosen.length] ?? 0;
    const words = question.replace('?', '').split(' ');
    const changed = CHANGES[change]?.(words, pick) ?? words;
    return { question, mutant: `${changed.join(' ')}?`, change };
  })
  .filter(({ question, mutant }) => question.toLowerCase() !== mutant.toLowerCase());
