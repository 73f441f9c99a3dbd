import type { Way } from './sources.ts';

/** One of the questions that have to be answered of every workflow. */
export type Question = {
  readonly number: number;
  readonly ask: string;
  /** Who can tell, the most trustworthy first. */
  readonly from: readonly Way[];
  /** What a person is asked, where nothing else tells it. Empty: no person can know. */
  readonly fields: readonly Field[];
  /** It is about code, and there is none in some workflows. */
  readonly aboutCode?: true;
};

/** One thing that a person is asked, and where in the file the answer goes. */
export type Field = {
  readonly path: readonly string[];
  readonly ask: string;
  readonly kind: 'text' | 'list' | 'time' | 'day' | 'number' | 'services' | 'rungs' | 'yes-no' | 'choice';
  /** What a choice may be: the value, and what people read. */
  readonly options?: readonly (readonly [string | number, string])[];
  readonly example?: string;
  /** It may be left out. */
  readonly optional?: true;
  /** Asked only where this was answered so. */
  readonly where?: { readonly path: readonly string[]; readonly is: string };
};

const IMPACTS = [
  [0, 'not at all'],
  [1, 'a little'],
  [2, 'noticeable'],
  [3, 'serious'],
  [4, 'unacceptable'],
] as const;

const field = (path: string, kind: Field['kind'], ask: string, more: Partial<Field> = {}): Field => ({
  path: path.split('.'),
  kind,
  ask,
  ...more,
});

const impact = (after: string, words: string): Field =>
  field(`impact.${after}`, 'choice', `How bad is it when it has been away for ${words}?`, { options: IMPACTS });

const ACCEPTED = { where: { path: ['acceptance', 'verdict'], is: 'accepted' } };

/** All of them, in the order in which they are asked. */
// oxfmt-ignore
export const QUESTIONS: readonly Question[] = [
  { number: 1, ask: 'What is it called, what does it produce, and for whom?', from: ['person'], fields: [
    field('name', 'text', 'What do people call it?', { example: 'Draft a reply to a customer' }),
    field('purpose', 'text', 'What does it produce?', { example: 'a draft that an agent sends' }),
    field('consumers', 'text', 'For whom?', { example: 'the agents of customer support' }),
    field('criticality', 'choice', 'How much depends on it?', { options: [['critical', 'the business stands still without it'], ['important', 'people notice it the same day'], ['minor', 'it can wait']] }),
  ] },
  { number: 2, ask: 'Who owns it, and who is called?', from: ['person', 'scan'], fields: [
    field('owner', 'text', 'Who answers for it?', { example: 'team-support' }),
    field('onCall', 'text', 'Who is called when it stands still?', { optional: true }),
  ] },
  { number: 3, ask: 'Where does it enter the code?', from: ['scan'], fields: [], aboutCode: true },
  { number: 4, ask: 'Which calls of models does it make, and which are on the main path?', from: ['traffic', 'scan'], fields: [], aboutCode: true },
  { number: 5, ask: 'Whose AI really serves it?', from: ['traffic', 'configuration', 'scan', 'person'], fields: [
    field('uses', 'services', 'Whose AI is used?'),
  ] },
  { number: 6, ask: 'How often and when is it used?', from: ['traffic', 'person'], fields: [
    field('demand.perDay', 'number', 'How often in a day, about?', { example: '200' }),
    field('demand.when', 'text', 'When mostly?', { example: 'Monday mornings', optional: true }),
  ] },
  { number: 7, ask: 'What happens today when AI is away?', from: ['drill', 'history', 'scan', 'person'], fields: [
    field('behaviour.outcome', 'choice', 'What happens today when AI is away?', { options: [
      ['same', 'nothing changes'], ['lesser-but-enough', 'something lesser, which is enough for a while'], ['too-little', 'something, but too little'],
      ['visible-error', 'it says that it does not work'], ['hang', 'it waits and waits'], ['silently-wrong', 'it goes on with wrong results'],
      ['crash', 'more than this stops'], ['data-damage', 'it damages data'],
    ] }),
  ] },
  { number: 8, ask: 'What do people see then?', from: ['drill', 'person'], fields: [
    field('behaviour.sees', 'text', 'What do people see then?', { example: 'an empty window' }),
  ] },
  { number: 9, ask: 'May the result be wrong without anybody noticing?', from: ['drill', 'scan', 'person'], fields: [
    field('behaviour.silent', 'yes-no', 'May a result be wrong in an outage without anybody noticing?'),
  ] },
  { number: 10, ask: 'What harm may come of it: to people, by law, in money?', from: ['person'], fields: [
    field('harm', 'text', 'What harm may come of it if it is wrong or missing?', { example: 'none; late replies' }),
  ] },
  { number: 11, ask: 'How bad is it after 5 minutes, an hour, 4 hours, a day, 3 days?', from: ['person'], fields: [
    impact('5m', '5 minutes'), impact('1h', 'an hour'), impact('4h', '4 hours'), impact('1d', 'a day'), impact('3d', '3 days'),
  ] },
  { number: 12, ask: 'From when is its absence unacceptable, and within what is it to go on?', from: ['person'], fields: [
    field('mtpd', 'time', 'From when is its absence unacceptable?', { example: '4h' }),
    field('rto', 'time', 'Within what is it to go on again?', { example: '30m' }),
  ] },
  { number: 13, ask: 'What may be lost?', from: ['person'], fields: [
    field('rpo', 'time', 'The work of how long may be lost? 0s: none.', { example: '0s' }),
  ] },
  { number: 14, ask: 'What is enough for a while?', from: ['person'], fields: [
    field('mbco.text', 'text', 'What is enough for a while?', { example: 'a template, and a person within 30 minutes' }),
    field('mbco.level', 'number', 'Which share of the usual service is that, 0 to 1?', { example: '0.4', optional: true }),
  ] },
  { number: 15, ask: 'What does an hour without it cost?', from: ['person'], fields: [
    field('costPerHour.amount', 'number', 'What does an hour without it cost, about?', { example: '1800' }),
    field('costPerHour.currency', 'text', 'In which currency?', { example: 'EUR', optional: true }),
    field('costPerHour.basis', 'text', 'How was that found?', { example: '12 agents who wait', optional: true }),
  ] },
  { number: 16, ask: 'Is it acceptable that it stands still, as it would today?', from: ['person'], fields: [
    field('acceptance.verdict', 'choice', 'Is it acceptable that it stands still, as it would today?', { options: [['rejected', 'no'], ['accepted', 'yes, and somebody signs that']] }),
    field('acceptance.impact', 'choice', 'Up to which impact is that accepted?', { options: IMPACTS, ...ACCEPTED }),
    field('acceptance.by', 'text', 'Who says so?', { example: 'M. Roth' }),
    field('acceptance.until', 'day', 'Until when does that hold?', { example: '2027-12-31' }),
    field('acceptance.why', 'text', 'Why?', { example: 'it runs again at night' }),
  ] },
  { number: 17, ask: 'What is done instead, in which order?', from: ['configuration', 'scan', 'person'], fields: [
    field('ladder', 'rungs', 'What is done instead, best first?'),
  ] },
  { number: 18, ask: 'What do these share with what they stand in for?', from: ['configuration', 'scan'], fields: [] },
  { number: 19, ask: 'Can who stands in do the job: tools, images, languages, where data may go?', from: ['drill', 'person'], fields: [
    field('parity.enough', 'yes-no', 'Can who stands in do the job: tools, images, languages, where data may go?'),
    field('parity.text', 'text', 'What is missing?', { optional: true }),
  ] },
  { number: 20, ask: 'Who may switch, and how, without AI?', from: ['person'], fields: [
    field('runbook', 'text', 'Who may switch, and how, without AI?', { example: 'whoever is on call; runbook R7 on paper' }),
  ] },
  { number: 21, ask: 'Can the team work while its own assistants are away?', from: ['person'], fields: [
    field('teamTools', 'text', 'How does the team work when its own assistants are away, too?', { example: 'without; tried on 2026-09-01' }),
  ] },
  { number: 22, ask: 'When was it last shown to work, with which code and configuration?', from: ['drill', 'history', 'traffic'], fields: [] },
  { number: 23, ask: 'What happens on the way back?', from: ['drill', 'person'], fields: [
    field('recovery', 'text', 'What happens on the way back: what has piled up, is sent twice, is to be cleaned?', { example: 'nothing is kept; people ask again' }),
  ] },
  { number: 24, ask: 'Which suppliers need the same AI?', from: ['person'], fields: [
    field('suppliers', 'list', 'Which suppliers of yours need AI for this themselves? As "name: whose AI", with commas between them; "none" if there are none.', { example: 'Notion: anthropic' }),
  ] },
];
