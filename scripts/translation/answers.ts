import { isDeepStrictEqual } from 'node:util';
import type { Citation, Part } from '../../src/model/conversation.ts';
import { gather, tell } from '../../src/model/gather.ts';
import type { Json } from '../../src/model/json.ts';
import { NO_USAGE, type Reply, type StopReason, type Usage } from '../../src/model/reply.ts';
import { PROTOCOLS } from '../../src/protocols/index.ts';
import type { Protocol } from '../../src/protocols/protocol.ts';
import { type CallerId, WORD } from './feature.ts';
import { callerOf, type State } from './hop.ts';

/** Something that an answer may hold. `aspect` finds it in a reply; `mark` is what is left of it in another form. */
export type Holding = {
  readonly title: string;
  readonly reply: Reply;
  readonly aspect: (reply: Reply) => Json;
  readonly mark?: RegExp;
};

/** What becomes of it in a whole answer and in a stream: kept, in another form, or gone. Answers have no losses that are named. */
export type Heard = { readonly whole: Kept; readonly streamed: Kept };
export type Kept = Extract<State, 'carried' | 'changed' | 'dropped'>;

const HELLO: Part = { type: 'text', text: 'Hello' };
const CITATION: Citation = { start: 0, end: 5, url: `https://example.com/${WORD}`, title: 'A', quote: '' };
/** What makers sign is base64. */
const SIGNATURE = Buffer.from(`signed by the ${WORD}`).toString('base64');

const reply = (parts: readonly Part[], more: Partial<Reply> = {}): Reply => ({
  id: 'id',
  model: 'm',
  parts,
  stop: parts.some(({ type }) => type === 'tool-call') ? 'tool-call' : 'done',
  stopSequence: '',
  usage: NO_USAGE,
  ...more,
});
const said =
  (...types: readonly Part['type'][]) =>
  ({ parts }: Reply): Json =>
    parts.flatMap((part) => (types.includes(part.type) && 'text' in part ? [part.text] : []));
const citations = ({ parts }: Reply): readonly Citation[] =>
  parts.flatMap((part) => (part.type === 'text' ? (part.citations ?? []) : []));
const calls = ({ parts }: Reply): Json =>
  parts.flatMap((part) => (part.type === 'tool-call' ? [[part.id, part.name, part.input]] : []));
const call = (id: string, more: { readonly signature?: string } = {}): Part => ({
  type: 'tool-call',
  id,
  name: 'look',
  input: { place: id },
  ...more,
});

const HELD: readonly Holding[] = [
  { title: 'words', reply: reply([{ type: 'text', text: WORD }]), aspect: said('text') },
  {
    title: 'thoughts',
    reply: reply([{ type: 'thinking', text: WORD, signature: '' }, HELLO]),
    aspect: said('thinking'),
  },
  {
    title: 'signature of a thought',
    reply: reply([{ type: 'thinking', text: 'Hm', signature: SIGNATURE }, HELLO]),
    aspect: ({ parts }) => parts.flatMap((part) => (part.type === 'thinking' ? [part.signature] : [])),
  },
  {
    title: 'sealed thought',
    reply: reply([{ type: 'sealed-thinking', data: SIGNATURE }, HELLO]),
    aspect: ({ parts }) => parts.flatMap((part) => (part.type === 'sealed-thinking' ? [part.data] : [])),
    mark: new RegExp(SIGNATURE),
  },
  { title: 'calls', reply: reply([call('call_1'), call('call_2')]), aspect: calls },
  {
    title: 'signature of a call',
    reply: reply([call('call_1', { signature: SIGNATURE })]),
    aspect: ({ parts }) => parts.flatMap((part) => (part.type === 'tool-call' ? [part.signature ?? ''] : [])),
    mark: new RegExp(SIGNATURE),
  },
  {
    title: 'words, a call, and words again',
    reply: reply([HELLO, call('call_1'), { type: 'text', text: WORD }]),
    aspect: ({ parts }) => parts.map(({ type }) => type),
    mark: new RegExp(WORD),
  },
  {
    title: 'where words come from',
    reply: reply([{ ...HELLO, citations: [CITATION] }]),
    aspect: (heard) => citations(heard).map(({ url, title, start, end }) => [url, title, start, end]),
    mark: new RegExp(WORD),
  },
  {
    title: 'the words of that source',
    reply: reply([{ ...HELLO, citations: [{ ...CITATION, url: 'https://example.com/', quote: WORD }] }]),
    aspect: (heard) => citations(heard).map(({ quote }) => quote),
  },
  {
    title: 'refusal in words',
    reply: reply([{ type: 'refusal', text: `No ${WORD}s.` }], { stop: 'refused' }),
    aspect: said('refusal'),
    mark: new RegExp(WORD),
  },
];

const ENDS: readonly (readonly [StopReason, string])[] = [
  ['done', 'it was complete'],
  ['tool-call', 'it calls a tool'],
  ['stop-sequence', "the caller's stop text"],
  ['length', 'its longest length'],
  ['context', 'the window is full'],
  ['refused', 'it was refused'],
  ['pause', 'the turn has to be sent again'],
];

const stops: readonly Holding[] = ENDS.map(([stop, title]) => ({
  title,
  reply: reply([stop === 'tool-call' ? call('call_1') : HELLO], { stop }),
  aspect: (heard) => heard.stop,
}));

const COUNTS: readonly (readonly [keyof Usage, string])[] = [
  ['inputTokens', 'input'],
  ['cacheReadTokens', 'of it read from a cache'],
  ['cacheWriteTokens', 'of it written to a cache'],
  ['outputTokens', 'output'],
  ['thinkingTokens', 'of it thought'],
];
const USAGE: Usage = {
  inputTokens: 131,
  cacheReadTokens: 17,
  cacheWriteTokens: 19,
  outputTokens: 113,
  thinkingTokens: 23,
};

const counts: readonly Holding[] = COUNTS.map(([count, title]) => ({
  title,
  reply: reply([HELLO], { usage: USAGE }),
  aspect: ({ usage }) => usage[count],
}));

export const HOLDINGS: readonly { readonly title: string; readonly holdings: readonly Holding[] }[] = [
  { title: 'Holds', holdings: HELD },
  {
    title: 'Ended because of',
    holdings: [
      ...stops,
      {
        title: 'which stop text it was',
        reply: reply([HELLO], { stop: 'stop-sequence', stopSequence: WORD }),
        aspect: ({ stopSequence }) => stopSequence,
      },
    ],
  },
  { title: 'Tokens', holdings: counts },
];

/** An answer as a caller gets it, read by a reader of the caller's dialect. */
export function hear({ reply: told, aspect, mark }: Holding, caller: CallerId): Heard {
  const { renderResponse, renderStream } = callerOf(caller);
  // Both of Ollama's ways to ask are answered in lines that one reader understands.
  const reader: Protocol = PROTOCOLS[caller === 'ollama-generate' ? 'ollama' : caller];
  const body = renderResponse(told);
  const render = renderStream({ model: 'm', after: null, usage: true });
  const frames = [...tell(told).flatMap(render), ...render(null)];
  const parse = reader.parseStream();
  const kept = (heard: Reply, text: string): Kept => {
    if (isDeepStrictEqual(aspect(heard), aspect(told))) return 'carried';
    return mark?.test(text) === true ? 'changed' : 'dropped';
  };
  return {
    whole: kept(reader.parseResponse(body), JSON.stringify(body)),
    streamed: kept(gather([...frames.flatMap(parse), ...parse(null)]), frames.map(({ data }) => data).join('\n')),
  };
}
