import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CallerId, type Feature } from '../scripts/translation/feature.ts';
import { FEATURES } from '../scripts/translation/groups.ts';
import { hear, HOLDINGS } from '../scripts/translation/answers.ts';
import { ASKING, bodiesOf, callerOf, hop, type State, TARGETS } from '../scripts/translation/hop.ts';
import { neverCarried } from '../scripts/translation.ts';
import type { ProtocolId } from '../src/protocols/protocol.ts';

const probes = FEATURES.flatMap((feature) =>
  ASKING.flatMap((caller) => {
    const bodies = bodiesOf(feature, caller);
    return bodies === null ? [] : [{ feature, caller, bodies, said: callerOf(caller).parseRequest(bodies.full) }];
  }),
);
const hops = probes.flatMap(({ feature, caller }) =>
  TARGETS.flatMap((target) => {
    const cell = hop(feature, caller, target);
    return cell === null ? [] : [{ where: `${feature.title}: ${caller} to ${target}`, caller, feature, ...cell }];
  }),
);

function named(title: string): Feature {
  const found = FEATURES.find((feature) => feature.title === title);
  if (found === undefined) throw new Error(`There is no probe ${title}.`);
  return found;
}

describe('the probes behind the page of translations', () => {
  it.each(probes.map((probe) => [`${probe.feature.title}, ${probe.caller}`, probe] as const))(
    '%s: the body with the feature says something that the one without it does not',
    (_, { feature: { mark, aspect }, caller, bodies, said }) => {
      const { conversation: without } = callerOf(caller).parseRequest(bodies.bare);
      expect(without.unsaid).toEqual([]);
      const [bare, full] = [JSON.stringify(bodies.bare), JSON.stringify(bodies.full)];
      expect(mark?.test(bare) ?? false).toBe(false);
      // It is heard, or said to be unsaid, or there for everybody to see.
      const isHeard =
        aspect !== undefined && JSON.stringify(aspect(said.conversation)) !== JSON.stringify(aspect(without));
      expect(isHeard || said.conversation.unsaid.length > 0 || mark?.test(full) === true).toBe(true);
    },
  );

  it('have titles of their own', () => {
    expect(new Set(FEATURES.map(({ title }) => title)).size).toBe(FEATURES.length);
  });

  it('are carried by some pair, but for those that nobody can carry', () => {
    expect(neverCarried().map(({ title }) => title)).toEqual(NEVER);
  });

  it('are lost under names that the caller has written or that the guide explains', () => {
    const unknown = hops.flatMap(({ caller, feature, named: names }) => {
      const body = JSON.stringify(bodiesOf(feature, caller)?.full);
      return names.filter((name) => !isKnown(name, body)).map((name) => `${caller}: ${name}`);
    });
    expect([...new Set(unknown)]).toEqual([]);
  });

  it('never vanish without a name', () => {
    expect(hops.filter(({ state }) => state === 'silent').map(({ where }) => where)).toEqual([]);
  });

  it('are named whenever they do not arrive, and have names only when something is lost', () => {
    const nameless = hops.filter(
      ({ state, named: names }) => /^(dropped|lost|refused)$/.test(state) && names.length === 0,
    );
    expect(nameless.map(({ where }) => where)).toEqual([]);
    const named = hops.filter(({ state, named: names }) => /^(needless|silent)$/.test(state) && names.length > 0);
    expect(named.map(({ where }) => where)).toEqual([]);
  });
});

/** The names that the guide explains: those in the first column of its table. */
const EXPLAINED = new Set(
  readFileSync(new URL('../docs/guides/translation.md', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name)),
);

/** Does the caller know a name, because it stands in the body or is explained? Kinds of files are all explained by one of them. */
function isKnown(name: string, body: string): boolean {
  const plain = (text: string): string => text.replaceAll('_', '').toLowerCase();
  const isWritten = name.split('.').every((word) => plain(body).includes(plain(word)));
  return isWritten || EXPLAINED.has(name) || /^\w+\/[\w.+-]+$/.test(name);
}

/**
 * Signatures, free text and searches need a rule or their maker, other tools run at one provider, and the rest lies there or is meant
 * for one vendor.
 */
const NEVER = [
  'file that lies at the provider',
  'signed thought',
  'sealed thought',
  'signature of a call',
  'refusal in words',
  'tool that takes free text',
  'grammar of that text',
  'tools in a namespace',
  'tools that are found by a search',
  'search in the web',
  'search in the web beside other tools',
  'only some domains of the web',
  'reading of pages',
  'code that is run',
  'search in files',
  'MCP servers that the provider asks',
  'use of a computer',
  'shell and editor that the model knows',
  'pictures that are made on the way',
  'name of the end user',
  'the same for watching abuse',
  'labels',
  'how soon and at what price',
  'to be kept at the provider',
  'where the data may be worked on',
  'words that are expected',
  'a prompt that lies at the provider',
  'an answer that is fetched later',
  'a machine at the provider',
  "a model's own template or tokens",
  'text behind the gap',
];

type Expected = readonly [
  title: string,
  caller: CallerId,
  target: ProtocolId,
  state: State,
  names: readonly string[],
  why: string,
];

// oxfmt-ignore
const EXPECTED: readonly Expected[] = [
  ['system text', 'ollama-generate', 'anthropic', 'carried', [], 'both have a field for it'],
  ['system text between turns', 'openai-chat', 'gemini', 'changed', ['system between turns'], 'Gemini has one place for the system, before all turns'],
  ['picture', 'anthropic', 'ollama', 'carried', [], 'base64 is base64'],
  ['picture at an address', 'openai-responses', 'ollama', 'refused', ['image URLs'], 'Ollama fetches nothing'],
  ['PDF', 'gemini', 'openai-responses', 'carried', [], 'both take the file in the request'],
  ['sound', 'openai-chat', 'anthropic', 'refused', ['audio/wav'], 'Claude cannot hear'],
  ['sound', 'openai-chat', 'gemini', 'carried', [], 'Gemini can'],
  ['film', 'gemini', 'openai-chat', 'refused', ['video/mp4'], 'GPT sees no films'],
  ['file that lies at the provider', 'openai-chat', 'gemini', 'refused', ['file.file_id'], 'an id means nothing elsewhere'],
  ['signed thought', 'anthropic', 'openai-responses', 'dropped', ['thinking of earlier turns'], 'only Claude knows its signature'],
  ['call that failed', 'gemini', 'anthropic', 'carried', [], 'both have a flag'],
  ['call that failed', 'anthropic', 'openai-chat', 'changed', [], 'there is no flag, so it is said in words'],
  ['picture in a result', 'anthropic', 'openai-chat', 'changed', ['media in a tool result'], 'results are text there, so it follows in a turn of the user'],
  ['grammar of that text', 'openai-responses', 'gemini', 'changed', ['grammar of a tool'], 'nothing can hold Gemini to it, so it is told in words'],
  ['one tool has to be called', 'openai-chat', 'gemini', 'carried', [], 'a mode and a list of names'],
  ['one tool has to be called', 'anthropic', 'ollama', 'changed', ['tool_choice'], 'Ollama has no choice of tools, so the model is told'],
  ['one call at a time', 'anthropic', 'openai-chat', 'carried', [], 'the same switch the other way round'],
  ['code that is run', 'openai-responses', 'anthropic', 'refused', ['tools.code_interpreter'], 'the code would run at another provider, on other files'],
  ['code that is run', 'anthropic', 'anthropic', 'refused', ['tools.code_execution'], 'another server of the dialect runs nothing'],
  ['search in the web beside other tools', 'anthropic', 'openai-chat', 'lost', ['web_search'], 'it may well be answered without'],
  ['where the data may be worked on', 'anthropic', 'anthropic', 'refused', ['inference_geo'], 'so is it in the same dialect'],
  ['JSON that fits a schema', 'ollama', 'anthropic', 'carried', [], 'both hold the model to it'],
  ['JSON', 'openai-chat', 'anthropic', 'changed', ['response_format'], 'Claude knows only schemas, so it is told in words'],
  ['stop texts', 'anthropic', 'openai-responses', 'ours', ['stop'], 'Responses has no stop texts, so the gateway stops'],
  ['temperature above 1', 'openai-chat', 'anthropic', 'changed', ['temperature'], "Claude's scale ends at 1"],
  ['`top_k`', 'anthropic', 'openai-chat', 'lost', ['top_k'], 'OpenAI has no such setting'],
  ['`top_k`', 'anthropic', 'gemini', 'carried', [], 'Gemini has it'],
  ['seed', 'openai-chat', 'anthropic', 'lost', ['seed'], 'Claude has no seed'],
  ['several answers', 'openai-chat', 'gemini', 'refused', ['n'], 'one answer comes back'],
  ['bias of tokens', 'openai-chat', 'openai-chat', 'carried', [], 'a standby of the same dialect gets it as it was written'],
  ['name of the end user', 'anthropic', 'openai-chat', 'dropped', ['user'], 'it was meant for one vendor'],
  ['labels', 'openai-chat', 'openai-chat', 'dropped', ['metadata'], 'so were they, in the same dialect, too'],
  ['how soon and at what price', 'openai-chat', 'anthropic', 'dropped', ['service_tier'], 'tiers are of one house'],
  ['where the data may be worked on', 'anthropic', 'ollama', 'refused', ['inference_geo'], 'it is a promise to somebody'],
  ['an earlier answer by its id', 'openai-responses', 'anthropic', 'ours', [], 'the gateway tells anew what was said'],
  ['room for the conversation', 'ollama', 'gemini', 'needless', [], 'Gemini gives all that it has'],
  ['a field that nobody knows', 'gemini', 'openai-responses', 'lost', ['newerThanThis'], 'what is newer than the code may change the answer'],
];

describe('a hop', () => {
  it.each(EXPECTED)('with %s from %s to %s: %s %j, because %s', (title, caller, target, state, names) => {
    expect(hop(named(title), caller, target)).toMatchObject({ state, named: names });
  });

  it('carries more to providers that are known to do more', () => {
    expect(hop(named('search in the web'), 'anthropic', 'openai-responses')?.state).toBe('refused');
    expect(hop(named('search in the web'), 'anthropic', 'openai-responses', { webSearch: 'asked' })?.state).toBe(
      'carried',
    );
    expect(hop(named('stop texts'), 'gemini', 'gemini', { noStop: true })?.state).toBe('ours');
    expect(hop(named('only some domains of the web'), 'anthropic', 'openai-chat', { webSearch: 'always' })?.state).toBe(
      'carried',
    );
    expect(hop(named('picture'), 'anthropic', 'gemini', { noImages: true })?.state).toBe('refused');
    expect(hop(named('calls and their results'), 'anthropic', 'openai-chat', { noTools: true })?.state).toBe('refused');
  });
});

describe('an answer', () => {
  it.each([
    ['words', 'ollama-generate', 'carried', 'carried'],
    ['calls', 'gemini', 'carried', 'carried'],
    ['signature of a thought', 'openai-responses', 'carried', 'carried'],
    // Nothing is signed in that dialect.
    ['signature of a thought', 'ollama', 'dropped', 'dropped'],
    // A whole answer has one text there; in a stream they have an order.
    ['words, a call, and words again', 'openai-chat', 'changed', 'carried'],
    // Claude refuses in words like any other, and says so in the reason.
    ['refusal in words', 'anthropic', 'changed', 'changed'],
    ['it was refused', 'anthropic', 'carried', 'carried'],
    ['which stop text it was', 'anthropic', 'carried', 'carried'],
    ['which stop text it was', 'openai-chat', 'dropped', 'dropped'],
    ['of it written to a cache', 'gemini', 'dropped', 'dropped'],
  ] as const)('with %s reaches a caller of %s', (title, caller, whole, streamed) => {
    const holding = HOLDINGS.flatMap(({ holdings }) => holdings).find((one) => one.title === title);
    if (holding === undefined) throw new Error(`There is no probe ${title}.`);
    expect(hear(holding, caller)).toEqual({ whole, streamed });
  });
});
