import { parsedJson } from '../scenario/asking.ts';
import { type Case, type Invariant, isLoose, isRelayed, ofEach } from './invariant.ts';
import { begunBy, isBeginning, isDeclined, isMadeOf, isShort, saidBy, saysMore } from './words.ts';

/** What its operator has ready for such a moment. */
function isReady({ entry, talk: { route }, ear }: Case): boolean {
  if (entry?.mode === 'edition') return ear.text === route.edition;
  return entry?.mode === 'notice' && ear.text === route.notice;
}

/** The caller's words are those of one answer, all of them or a beginning that ends in an error. */
const wholeWords = ofEach((one) => {
  const { ear, talk, sources } = one;
  if (isLoose(one)) return null;
  if (ear.complete) {
    if (saidBy(one) !== null || isReady(one) || isDeclined(one)) return null;
    return `the words are nobody's: ${JSON.stringify(ear.text.slice(0, 160))} ${JSON.stringify(ear.calls)}`;
  }
  if ((ear.text !== '' || ear.calls.length > 0) && begunBy(one) === null)
    return `the words are no beginning of an answer: ${JSON.stringify(ear.text.slice(-80))} of ${sources.length} exchanges`;
  if (talk.received.end === 'ended' && ear.error === null) return 'it ends without a success and without an error';
  return null;
});

/** Only who has said that it can is told to let go, and only of the beginning of an answer. */
const anewByConsent = ofEach((one) => {
  const { ear, talk, sources } = one;
  if (ear.dropped.length === 0 || isLoose(one)) return null;
  if (talk.question.headers['x-failsoft-restart'] !== 'ok')
    return 'it was told to let go of what it had, and has not said that it can';
  const odd = ear.dropped.find((text) => text !== '' && !isBeginning(text, sources));
  return odd === undefined ? null : `it was told to let go of what nobody has said: ${JSON.stringify(odd.slice(-80))}`;
});

/** What a provider numbers or ends in its own way, where that passes as it came. */
const ODD = new Set(['skipped-numbers', 'two-finishes']);

function isOddAsItCame(one: Case): boolean {
  return isRelayed(one) && (isLoose(one) || one.sources.some(({ fault }) => fault !== null && ODD.has(fault)));
}

const oneBeginningOneEnd = ofEach((one) => {
  const { ear, talk } = one;
  const [offence] = talk.received.offences;
  if (offence !== undefined) return `the caller's line got ${offence}`;
  if (isOddAsItCame(one)) return null;
  return ear.offences.find((what) => ENDS.test(what) && !NUMBERS.test(what)) ?? null;
});
const ENDS = /behind|second|before the start|without a reason|after its end/;
const NUMBERS = /number/;

/** A success was read before one was written. */
const earnedSuccess = ofEach((one) => {
  const { ear, overMs } = one;
  if (!ear.complete || isReady(one) || isLoose(one)) return null;
  const by = saidBy(one);
  if (by === null || saysMore(by)) return null;
  if (isShort(by) || one.sources.some((other) => isShort(other) && other.answer?.text === ear.text)) return null;
  if (by.completeMs !== null && by.completeMs <= overMs) return null;
  const others = one.sources.filter(({ answer, restOf }) => answer?.text === ear.text || restOf === by.number);
  if (others.some(({ completeMs }) => completeMs !== null && completeMs <= overMs)) return null;
  return `a success was written although ${by.target} had not finished (${by.fault ?? 'well'})`;
});

const callsParse = ofEach((one) => {
  const { ear } = one;
  if (isLoose(one) && isRelayed(one)) return null;
  const bad =
    ear.complete || ear.error !== null
      ? ear.calls.find(({ input }) => input !== '' && parsedJson(input) === undefined)
      : undefined;
  return bad === undefined ? null : `a call of ${bad.name} has ${bad.input}`;
});

const grammar = ofEach((one) => {
  if (isLoose(one) && isRelayed(one)) return null;
  return one.ear.offences.find((what) => !ENDS.test(what) && !NUMBERS.test(what)) ?? null;
});

const numbered = ofEach((one) => {
  if (isOddAsItCame(one)) return null;
  return one.ear.offences.find((what) => NUMBERS.test(what)) ?? null;
});

/** Thinking is that of the attempts that showed it, one behind the other. */
const ownThoughts = ofEach((one) => {
  const { ear, sources } = one;
  if (isLoose(one)) return null;
  const own = sources.map(({ answer }) => answer?.thinking ?? '');
  // What is kept was thought before.
  const thoughts = one.talk.route.keeps === null ? own : [...own, ...own];
  return isMadeOf(ear.thinking, thoughts)
    ? null
    : `the thoughts are nobody's: ${JSON.stringify(ear.thinking.slice(-80))}`;
});

/** What a provider has signed is shown to no other one. What a caller sends to the first rung in its dialect is its own affair. */
const keptThoughts = ofEach(({ exchanges, talk }, { scenario }) => {
  for (const { body, provider, target, dialect } of exchanges) {
    if (target === talk.targets[0] && dialect === talk.question.caller) continue;
    const other = scenario.providers.find(({ id }) => id !== provider && body.includes(signatureOf(id)));
    if (other !== undefined) return `${target} was sent a thought of ${other.id}`;
  }
  return null;
});

function signatureOf(provider: string): string {
  return Buffer.from(`sandbox:${provider}`).toString('base64').slice(0, 12);
}

const fitsSchema = ofEach((one) => {
  const { ear, talk } = one;
  if (!talk.question.schema || !ear.complete || isReady(one) || isDeclined(one) || isLoose(one) || ear.text === '')
    return null;
  // What passes as it came is not read for it.
  if (isRelayed(one) && one.sources.some(({ fault }) => fault === 'off-schema')) return null;
  const value = parsedJson(ear.text);
  const keys = value !== null && typeof value === 'object' ? Object.keys(value).sort().join() : '';
  return keys === 'parts,place,sure' ? null : `the answer does not fit the schema: ${ear.text.slice(0, 80)}`;
});

/** What is said of who answered is true. */
const trueLabel = ofEach((one) => {
  const { ear, talk, entry } = one;
  if (!ear.complete || isReady(one) || isLoose(one) || isDeclined(one)) return null;
  const told = ear.servedBy || (talk.received.headers['x-failsoft-served-by'] ?? '');
  const speakers = one.sources.filter(({ answer }) => answer !== null && answer.text === ear.text);
  // Lines of JSON have no place for it when the head was sent before it was known.
  if (talk.question.caller === 'ollama' && talk.question.stream) return null;
  const by = saidBy(one);
  const last = / ?([^ ]+)\[\d+,\d+\]$/.exec(told)?.[1];
  if (by !== null && by.continuation !== null && last === by.target) return null;
  if (!speakers.some(({ target }) => target === told)) return `it is said to be from ${told || 'nobody'}`;
  return entry !== undefined && entry.servedBy !== told ? `the journal says ${entry.servedBy}, the head ${told}` : null;
});

const noSecret = ofEach(({ talk, entry }) => {
  const text = Buffer.concat(talk.received.chunks).toString('latin1') + JSON.stringify(entry ?? null);
  return text.includes('-sesame-') || JSON.stringify(talk.received.headers).includes('-sesame-')
    ? 'a key was told'
    : null;
});

// oxfmt-ignore
export const STREAM: readonly Invariant[] = [
  { id: 'S1', binds: 'all', check: wholeWords, says: 'The words are those of one answer, whole or a beginning of it that ends in an error; none is repeated or taken back (S2), none is another attempt’s (S7).' },
  { id: 'S3', binds: 'all', check: oneBeginningOneEnd, says: 'One start, at most one end, nothing behind it.' },
  { id: 'S4', binds: 'all', check: earnedSuccess, says: 'A success is written only after one was read.' },
  { id: 'S5', binds: 'all', check: callsParse, says: 'Every call of a tool that is let out is whole, and its arguments can be read.' },
  { id: 'S6', binds: 'all', check: grammar, says: 'Valid UTF-8 and valid grammar of the dialect, whatever came and however it was cut.' },
  { id: 'S7', binds: 'all', check: ownThoughts, says: 'Thoughts are those of the attempts that showed them, one behind the other.' },
  { id: 'S8', binds: 'all', check: numbered, says: 'Where events have numbers, each is one more than the last, the error behind a broken answer included.' },
  { id: 'S9', binds: 'all', check: keptThoughts, says: 'What one provider has signed is sent to no other one, unless the caller itself sends it to the first rung, in its own dialect.' },
  { id: 'S10', binds: 'translated', check: fitsSchema, says: 'A translated success fits the schema that was asked for.' },
  { id: 'S11', binds: 'all', check: anewByConsent, says: 'Who is told to let go of what it has, because an answer comes from its beginning, has said that it can, and had no more than a beginning.' },
  { id: 'X1', binds: 'all', check: noSecret, says: 'No key is told to anybody.' },
  { id: 'X5', binds: 'all', check: trueLabel, says: 'Who is said to have answered has answered.' },
];
