import { describe, expect, it } from 'vitest';
import { shelf } from '../../../cache/testing/deep.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { RouteCache } from '../../../model/route.ts';
import {
  type Asking,
  type Counter,
  counter,
  type CounterOptions,
  type Talk,
  textOf,
  WITH_CACHE,
} from '../../testing/counter.ts';

const said = (content: string, more: JsonObject = {}): Asking => ({
  body: { temperature: 0, messages: [{ role: 'user', content }], ...more },
});
const modeOf = (talk: Talk): string => talk.head().headers['x-failsoft-mode'] ?? '';
const matchOf = (talk: Talk): string => talk.head().headers['x-failsoft-match'] ?? '';

const VERBATIM: Partial<RouteCache> = { near: 'verbatim' };
const ALIAS: Partial<RouteCache> = { freshMs: 3_600_000, near: 'alias' };
const FIRST = 'How do I bake sourdough bread at home?';
const SAME = 'how can i bake sourdough bread at home';
/** The same to a reader, and not to any rule. */
const OTHERWISE = 'How do I go about baking sourdough bread at home?';

/** A model that answered some questions, and is away now. */
function away(options: CounterOptions = {}, asked: readonly Asking[] = [said(FIRST)]): Counter {
  const one = counter({ cache: VERBATIM, ladder: WITH_CACHE, ...options });
  for (const asking of asked) one.get(asking);
  one.turn('overloaded');
  return one;
}

describe('an answer to the same question in another writing', () => {
  it('stands in where no model can answer, and says what it is', () => {
    const one = away();
    const talk = one.get({ ...said(SAME), headers: { 'x-failsoft-label': 'body' }, stream: false });
    expect(textOf(talk, { stream: false })).toBe('text: Answer 1, in so many words');
    expect(talk.head().headers).toMatchObject({
      'x-failsoft-mode': 'cache',
      'x-failsoft-match': 'near',
      'x-failsoft-served-by': 'a/m',
      'cache-status': expect.stringMatching(/^failsoft; hit; ttl=-\d+; detail="stale-if-error, match=near"$/),
    });
    expect(JSON.parse(talk.heard())).toMatchObject({ failsoft: { match: 'near', question: FIRST } });
    expect(one.entries.at(-1)).toMatchObject({ mode: 'cache', match: 'near' });
    expect(matchOf(one.get(said(FIRST)))).toBe('exact');
  });

  it('is given in every dialect, streamed and whole', () => {
    const asked: readonly [Asking['caller'], (text: string) => JsonObject][] = [
      ['anthropic', (content) => ({ temperature: 0, messages: [{ role: 'user', content }] })],
      ['anthropic', (text) => ({ temperature: 0, messages: [{ role: 'user', content: [{ type: 'text', text }] }] })],
      [
        'openai-chat',
        (content) => ({
          temperature: 0,
          messages: [
            { role: 'system', content: 'Be kind' },
            { role: 'user', content },
          ],
        }),
      ],
      ['openai-responses', (input) => ({ temperature: 0, input })],
      [
        'openai-responses',
        (text) => ({ temperature: 0, input: [{ role: 'user', content: [{ type: 'input_text', text }] }] }),
      ],
      ['gemini', (text) => ({ generationConfig: { temperature: 0 }, contents: [{ role: 'user', parts: [{ text }] }] })],
      ['ollama', (content) => ({ options: { temperature: 0 }, messages: [{ role: 'user', content }] })],
    ];
    for (const [caller = 'openai-chat', body] of asked)
      for (const stream of [true, false]) {
        const one = away({}, [{ caller, stream: !stream, body: body(FIRST) }]);
        const talk = one.get({ caller, stream, body: body(SAME) });
        expect([caller, matchOf(talk)]).toEqual([caller, 'near']);
        expect(textOf(talk, { caller, stream })).toContain('Answer 1');
      }
  });

  it('is not given while a model can answer', () => {
    const one = counter({ cache: { ...VERBATIM, freshMs: 60_000 }, ladder: WITH_CACHE });
    one.get(said(FIRST));
    expect(modeOf(one.get(said(SAME)))).toBe('primary');
    expect(one.calls()).toBe(2);
  });

  it('is not given unless the route says so', () => {
    const one = away({ cache: {} });
    expect(modeOf(one.get(said(SAME)))).toBe('notice');
    expect(modeOf(one.get(said(FIRST)))).toBe('cache');
  });

  it('is not given when it is too old', () => {
    const one = away();
    one.world.pass(86_400_001);
    expect(modeOf(one.get(said(SAME)))).toBe('notice');
  });

  it('[bug 3] is never given to another tenant, however alike the questions are', () => {
    const one = away({}, [{ ...said(FIRST), asked: { client: 'x', tenant: 'acme' } }]);
    expect(modeOf(one.get({ ...said(SAME), asked: { client: 'y', tenant: 'other' } }))).toBe('notice');
    expect(modeOf(one.get(said(`tenant acme: ${SAME}`)))).toBe('notice');
    expect(matchOf(one.get({ ...said(SAME), asked: { client: 'z', tenant: 'acme' } }))).toBe('near');
  });

  it.each<[string, JsonObject]>([
    [
      'instructions',
      {
        messages: [
          { role: 'system', content: 'Be rude' },
          { role: 'user', content: SAME },
        ],
      },
    ],
    ['a schema', { response_format: { type: 'json_object' } }],
    ['a length', { max_tokens: 7 }],
    ['a seed', { seed: 7 }],
    ['a model', { model: 'n' }],
    ['a name', { messages: [{ role: 'user', content: SAME, name: 'eve' }] }],
    ['something that nobody knows', { num_ctx: 7 }],
  ])('[bug 4] is not given to a question with other settings: %s', (_, more) => {
    expect(modeOf(away().get(said(SAME, more)))).toBe('notice');
  });

  it.each([
    ['How do I enable two factor login?', 'How do I disable two factor login?'],
    ['How do I fly from Oslo to Rome?', 'How do I fly from Rome to Oslo?'],
    ['How do I lose 10 pounds?', 'How do I lose 20 pounds?'],
    ['How do I eat less sugar?', 'How do I not eat less sugar?'],
    ['Who won the world cup in 1998?', 'Who won the world cup in 2002?'],
  ])('[bug 11] is not given to one that means something else: %s | %s', (first, other) => {
    expect(modeOf(away({}, [said(first)]).get(said(other)))).toBe('notice');
  });

  it('[bug 12] is given to a caller that wants only its own, never to one that wants more than the operator allows', () => {
    expect(modeOf(away().get({ ...said(SAME), headers: { 'x-failsoft-match': 'exact' } }))).toBe('notice');
    // Also when somebody else asks the same at the same time, and takes other words.
    const both = away();
    const [loose, strict] = [
      both.ask(said(SAME)),
      both.ask({ ...said(SAME), headers: { 'x-failsoft-match': 'exact' } }),
    ];
    both.world.settle(600_000);
    expect([modeOf(loose), modeOf(strict)]).toEqual(['cache', 'notice']);
    for (const match of ['near', 'alias', 'any', '0.5'])
      expect(modeOf(away({ cache: {} }).get({ ...said(SAME), headers: { 'x-failsoft-match': match } }))).toBe('notice');
    const noStale = { ...said(SAME), headers: { 'cache-control': 'stale-if-error=0' } };
    const one = away();
    one.world.pass(10_000);
    expect(modeOf(one.get(noStale))).toBe('notice');
    expect(modeOf(one.get({ ...said(SAME), headers: { 'cache-control': 'no-cache' } }))).toBe('notice');
  });

  it.each<[string, Asking, Asking]>([
    ['the next answer would be another one', said(FIRST, { temperature: 1 }), said(SAME, { temperature: 1 })],
    [
      'nobody says how much chance there is',
      { body: { messages: [{ role: 'user', content: FIRST }] } },
      { body: { messages: [{ role: 'user', content: SAME }] } },
    ],
    ['tools are offered', ...tools()],
    ['a model has spoken before', ...turns('assistant')],
    ['more was said before', ...turns('user')],
    ['it is about code', said('What does foo() do?'), said('what does foo() do')],
    ['something has to be reckoned', said('What is 12 plus 30?'), said('what is 12 plus 30')],
    [
      'it is long',
      said(`Why is ${'the very big '.repeat(20)} sky blue?`),
      said(`why is ${'the very big '.repeat(20)} sky blue`),
    ],
    ['it is in another language', said('Wie backe ich ein Brot?'), said('wie backe ich ein brot')],
    ['it is about now', said('What is the latest news on Mars?'), said('what is the latest news on Mars')],
  ])('is never given where %s', (_, first, second) => {
    const one = away({ cache: { ...VERBATIM, sampled: true, tools: true } }, [first]);
    expect(modeOf(one.get(second))).toBe('notice');
    expect(modeOf(one.get(first))).toBe('cache');
  });

  it('is found after a restart, from what lies behind memory', async () => {
    const deep = shelf();
    counter({ cache: VERBATIM, deep }).get(said(FIRST));
    const one = away({ deep }, []);
    one.get(said('How do I boil an egg?'));
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    one.world.settle(1_000);
    expect(matchOf(one.get(said(SAME)))).toBe('near');
  });

  it('is not found any more once answers were forgotten', async () => {
    const one = away();
    await one.engine.answers.purge({ route: 'r' });
    expect(modeOf(one.get(said(SAME)))).toBe('notice');
  });
});

function tools(): [Asking, Asking] {
  const offered = { tools: [{ type: 'function', function: { name: 'f' } }] };
  return [said(FIRST, offered), said(SAME, offered)];
}

function turns(role: string): [Asking, Asking] {
  const before = [
    { role: 'user', content: 'Hello' },
    { role, content: 'Hello you' },
  ];
  return [FIRST, SAME].map((content) => said('', { messages: [...before, { role: 'user', content }] })) as [
    Asking,
    Asking,
  ];
}

describe('a question that was found to be another one in other words', () => {
  it('is given its answer at once, by two votes that are kept with it', () => {
    const deep = shelf();
    const judged: string[] = [];
    const one = counter({ cache: ALIAS, deep, judge: (asked) => `SAME ${judged.push(asked)}` });
    one.get(said(FIRST));
    one.get(said(OTHERWISE));
    expect([one.calls(), judged.length]).toEqual([2, 2]);
    // Each vote sees the other one first.
    expect(judged.map((asked) => asked.indexOf('go about baking') < asked.indexOf('How do I bake'))).toEqual([
      true,
      false,
    ]);
    one.world.pass(3_500_000);
    one.get({ ...said(FIRST), headers: { 'cache-control': 'no-cache' } });
    one.world.pass(600_000);
    const talk = one.get(said(OTHERWISE));
    expect(textOf(talk, {})).toContain('Answer 3');
    expect(talk.head().headers).toMatchObject({
      'x-failsoft-mode': 'cache',
      'x-failsoft-match': 'alias',
      'cache-status': expect.stringMatching(/^failsoft; hit; ttl=\d+; detail="match=alias"$/),
    });
    expect(one.entries.at(-1)).toMatchObject({ mode: 'cache', match: 'alias' });
    expect(one.entries.filter(({ workflow }) => workflow === 'judge').length).toBe(2);
    const [note] = [...deep.held.values()].filter(({ servedBy }) => servedBy === 'alias');
    expect(JSON.parse(note?.answer ?? '')).toMatchObject({
      of: FIRST,
      votes: [
        { by: 'a/m', said: 'SAME 1' },
        { by: 'a/m', said: 'SAME 2' },
      ],
    });
  });

  it.each([
    ['the first vote is against it', ['DIFFERENT', 'SAME'], 1],
    ['the second is', ['SAME', 'DIFFERENT'], 2],
    ['a vote is none', ['Perhaps', 'SAME'], 1],
    ['a vote is none', ['The same', 'SAME'], 1],
  ])('is none when %s', (_, votes, asked) => {
    let count = 0;
    const one = counter({ cache: ALIAS, judge: () => votes[count++] ?? '' });
    one.get(said(FIRST));
    one.get(said(OTHERWISE));
    expect(count).toBe(asked);
    one.world.pass(3_590_000);
    one.get({ ...said(FIRST), headers: { 'cache-control': 'no-cache' } });
    one.world.pass(600_000);
    expect(modeOf(one.get(said(OTHERWISE)))).toBe('primary');
  });

  it('is not asked about when a number, a name, a negation or a direction differs', () => {
    let judged = 0;
    const one = counter({ cache: ALIAS, judge: () => `SAME ${(judged += 1)}` });
    for (const text of [
      'How do I fly from Oslo to Rome on 2 stops?',
      'How could I fly from Rome to Oslo on 2 stops?',
      'How could I fly from Oslo to Rome on 3 stops?',
      'How could I fly from Oslo to Bergen on 2 stops?',
      'How could I not fly from Oslo to Rome on 2 stops?',
    ])
      one.get(said(text));
    expect(judged).toBe(0);
  });

  it('is not asked about where the route wants no such thing, nor while the model is not quite well', () => {
    let judged = 0;
    const judge = (): string => `SAME ${(judged += 1)}`;
    const one = counter({ cache: VERBATIM, ladder: WITH_CACHE, judge });
    for (const text of [FIRST, OTHERWISE]) one.get(said(text));
    expect(judged).toBe(0);
  });

  it('loses that at the first answer that is another one, and the way is closed, which the operator hears once', () => {
    const deep = shelf();
    const told: string[] = [];
    let verdict = 'SAME';
    const one = counter({
      cache: ALIAS,
      deep,
      judge: () => verdict,
      say: (sentence) => void told.push(sentence),
      random: 0.5,
    });
    one.get(said(FIRST));
    one.get(said(OTHERWISE));
    const third = 'How do I go about baking sourdough bread in my own home?';
    one.get(said(third));
    verdict = 'DIFFERENT';
    one.get({ ...said(OTHERWISE), headers: { 'cache-control': 'no-cache' } });
    expect(told).toEqual([
      'Route "r": no more answers to aliases until checks prove them right, because 1 of 1 checked answers was wrong, so up to 100.0 % may be.',
    ]);
    one.world.pass(3_590_000);
    one.get({ ...said(FIRST), headers: { 'cache-control': 'no-cache' } });
    one.world.pass(600_000);
    expect(modeOf(one.get(said(OTHERWISE)))).toBe('primary');
    // Also after a restart.
    const again = counter({ cache: ALIAS, deep, random: 0.5 });
    again.get(said(FIRST));
    expect(modeOf(again.get(said(OTHERWISE)))).toBe('primary');
    expect([...again.engine.wordings.partitions.rates()]).toEqual([
      { tenant: '', route: 'r', tier: 'alias', checked: 1, wrong: 1, seen: 1, upTo: 1, suspended: true },
    ]);
  });
});

describe('answers in other words are checked', () => {
  it('when one was given in an outage, as soon as a model is back', () => {
    const told: string[] = [];
    const one = away({ random: 0, judge: () => 'DIFFERENT', say: (sentence) => void told.push(sentence) });
    expect(matchOf(one.get(said(SAME)))).toBe('near');
    one.turn('well');
    one.world.pass(3_600_000);
    for (let count = 0; count < 8; count += 1) {
      one.get(said(`What is the weight of ${'abcdefgh'[count]}nimals in total?`));
      one.world.pass(60_000);
    }
    expect(one.entries.filter(({ workflow }) => workflow === 'renewal').length).toBeGreaterThan(0);
    expect(told).toEqual([expect.stringContaining('no more answers to near-verbatim questions')]);
    one.turn('overloaded');
    one.world.pass(1_000);
    expect(matchOf(one.get(said('How does one bake sourdough bread at home?')))).toBe('');
  });

  it('by the answers that models give anyway, without a judge where those are the same', () => {
    let judged = 0;
    const one = counter({ cache: VERBATIM, ladder: WITH_CACHE, random: 0.001, judge: () => `SAME ${(judged += 1)}` });
    one.get(said(FIRST));
    one.get(said(SAME));
    expect(judged).toBe(2);
    expect(one.engine.wordings.partitions.rates()).toMatchObject([
      { tier: 'near', checked: 1, wrong: 0, suspended: false },
    ]);
  });
});
