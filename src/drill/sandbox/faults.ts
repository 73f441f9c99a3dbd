import type { FaultKind } from '../../model/fault.ts';
import type { DialectId } from './dialects/dialect.ts';

/** One way in which a provider misbehaves. */
export type FaultRow = {
  /** Does it strike before the first content, or behind some of it? A whole answer has no content before its end. */
  readonly when: 'before' | 'after';
  /** Which answers it spoils. Requests for others are answered as if the provider were well. */
  readonly applies: 'whole' | 'stream' | 'both';
  /** What a gateway without a standby should take it for. `legal`: it is none, and the answer has to arrive. */
  readonly expects: FaultKind | 'legal';
  /** The dialects in which there is no such thing. */
  readonly notIn?: readonly DialectId[];
  /** What the provider does, in one sentence. */
  readonly summary: string;
};

/** Everything that a simulated provider can do wrong, and a few things that only look wrong. */
// oxfmt-ignore
export const FAULT_CATALOGUE = {
  // the connection
  'reset-before-headers':   { when: 'before', applies: 'both',   expects: 'reset',          summary: 'Resets the connection when it has read the request.' },
  'closed-before-headers':  { when: 'before', applies: 'both',   expects: 'reset',          summary: 'Closes the connection in good order without a byte of an answer.' },
  'stale-keep-alive':       { when: 'before', applies: 'both',   expects: 'reset',          summary: 'Resets a kept-alive connection when the next request arrives on it; answers on a fresh one.' },
  'http2-goaway':           { when: 'before', applies: 'both',   expects: 'garbled',        summary: 'Answers with the frames of HTTP/2 that say that it is going away and takes no new requests.' },
  'header-hang':            { when: 'before', applies: 'both',   expects: 'timeout',        summary: 'Takes the request and never says anything.' },
  'cut-while-waiting':      { when: 'before', applies: 'both',   expects: 'reset',          summary: 'Says nothing for a while, until the load balancer in front of it closes the connection.' },
  'silent-200':             { when: 'before', applies: 'both',   expects: 'timeout',        summary: 'Sends the head of a success and then nothing.' },
  'slow-drip':              { when: 'before', applies: 'both',   expects: 'timeout',        summary: 'Sends its answer at one byte a second, so that a watch over silence never fires.' },
  'pings-only':             { when: 'before', applies: 'stream', expects: 'timeout',        summary: 'Keeps the stream alive with pings and says nothing else.' },
  'blank-lines-only':       { when: 'before', applies: 'whole',  expects: 'timeout',        summary: 'Keeps the connection alive with blank lines, as some do while they think, and says nothing else.' },
  'stall-before-content':   { when: 'before', applies: 'stream', expects: 'timeout',        summary: 'Opens the stream, and then nothing comes.' },
  'stall-after-content':    { when: 'after',  applies: 'stream', expects: 'stalled',        summary: 'Stops in the middle of the answer and keeps the connection open.' },
  'cut-while-silent':       { when: 'after',  applies: 'stream', expects: 'cut',            summary: 'Falls silent in the middle of the answer, until the load balancer in front of it closes the connection.' },
  'stall-mid-body':         { when: 'before', applies: 'whole',  expects: 'timeout',        summary: 'Sends half of the body and keeps the connection open.' },
  'reset-mid-event':        { when: 'after',  applies: 'stream', expects: 'cut',            summary: 'Resets the connection in the middle of an event.' },
  'clean-cut':              { when: 'after',  applies: 'stream', expects: 'cut',            summary: 'Ends the response in good order in the middle of the answer, without a terminal event.' },
  'truncated-chunk':        { when: 'after',  applies: 'stream', expects: 'cut',            summary: 'Closes the connection in the middle of an HTTP chunk.' },
  'short-content-length':   { when: 'before', applies: 'whole',  expects: 'cut',            summary: 'Announces more bytes than it sends, and closes the connection.' },
  'reset-mid-body':         { when: 'before', applies: 'whole',  expects: 'cut',            summary: 'Resets the connection in the middle of the body.' },
  // refusals to work
  'rate-limited':           { when: 'before', applies: 'both',   expects: 'rate-limited',   summary: 'Answers 429 without saying for how long.' },
  'rate-limited-seconds':   { when: 'before', applies: 'both',   expects: 'rate-limited',   summary: 'Answers 429 and wants 7 seconds: in `retry-after`, at Gemini in the body.' },
  'rate-limited-date':      { when: 'before', applies: 'both',   expects: 'rate-limited',   summary: 'Answers 429 with a `retry-after` that is an HTTP date half a minute away.' },
  'rate-limited-day':       { when: 'before', applies: 'both',   expects: 'rate-limited',   summary: 'Answers 429 and wants 24 hours.' },
  'rate-limited-absurd':    { when: 'before', applies: 'both',   expects: 'rate-limited',   summary: 'Answers 429 and wants 136 years, more than a timer can hold.' },
  'rate-limited-garbage':   { when: 'before', applies: 'both',   expects: 'rate-limited',   summary: 'Answers 429 with a `retry-after` that is neither a number nor a date.' },
  'insufficient-quota':     { when: 'before', applies: 'both',   expects: 'no-credit',      summary: 'Answers 429 because the quota is used up, which waiting does not cure.' },
  'credit-balance':         { when: 'before', applies: 'both',   expects: 'no-credit',      notIn: ['ollama'], summary: 'Answers 400, at Gemini 403, although the reason is an empty account.' },
  'payment-required':       { when: 'before', applies: 'both',   expects: 'no-credit',      notIn: ['gemini', 'ollama'], summary: 'Answers 402.' },
  unauthorized:             { when: 'before', applies: 'both',   expects: 'unauthorized',   summary: 'Answers 401, at Gemini 400: the key is not accepted.' },
  'echoed-key':             { when: 'before', applies: 'both',   expects: 'unauthorized',   notIn: ['ollama'], summary: 'Does the same and repeats the key in its message.' },
  'permission-denied':      { when: 'before', applies: 'both',   expects: 'unauthorized',   summary: 'Answers 403: the key may not do that.' },
  'region-blocked':         { when: 'before', applies: 'both',   expects: 'region-blocked', notIn: ['ollama'], summary: 'Answers 403, at Gemini 400: not in this country.' },
  'no-such-model':          { when: 'before', applies: 'both',   expects: 'no-such-model',  summary: 'Answers 404: the model was retired.' },
  'body-too-large-html':    { when: 'before', applies: 'both',   expects: 'too-long',       summary: 'Answers 413 with a web page of the network in front of the provider.' },
  'context-too-long':       { when: 'before', applies: 'both',   expects: 'too-long',       summary: 'Answers 400: the prompt does not fit the context window.' },
  'invalid-request':        { when: 'before', applies: 'both',   expects: 'invalid',        summary: 'Answers 400: the request is wrong.' },
  'content-filter':         { when: 'before', applies: 'both',   expects: 'refused',        notIn: ['ollama'], summary: 'Answers 400: a filter blocked it. At Gemini a success without an answer.' },
  // servers in trouble
  'internal-error':         { when: 'before', applies: 'both',   expects: 'broken',         summary: 'Answers 500.' },
  'bad-gateway-html':       { when: 'before', applies: 'both',   expects: 'broken',         summary: 'Answers 502 with a web page.' },
  'gateway-timeout-html':   { when: 'before', applies: 'both',   expects: 'timeout',        summary: 'Answers 504 with a web page.' },
  'origin-timeout-html':    { when: 'before', applies: 'both',   expects: 'timeout',        summary: 'Answers 524 with a web page of the network in front of the provider, which has waited long enough.' },
  'unknown-error-html':     { when: 'before', applies: 'both',   expects: 'broken',         summary: 'Answers 520 with a web page of the network in front of the provider.' },
  'unavailable-html':       { when: 'before', applies: 'both',   expects: 'overloaded',     summary: 'Answers 503 with a web page.' },
  unavailable:              { when: 'before', applies: 'both',   expects: 'overloaded',     summary: 'Answers 503.' },
  overloaded:               { when: 'before', applies: 'both',   expects: 'overloaded',     summary: 'Answers that it is overloaded: 529 at Anthropic, 503 elsewhere.' },
  // answers that are none
  redirect:                 { when: 'before', applies: 'both',   expects: 'garbled',        summary: 'Answers 307 and points at another host, which must not get the request or the key.' },
  'html-200':               { when: 'before', applies: 'both',   expects: 'garbled',        summary: 'Answers 200 with a web page that asks whether you are a person.' },
  'error-200':              { when: 'before', applies: 'both',   expects: 'overloaded',     summary: 'Answers 200, but the body is an error.' },
  'json-for-stream':        { when: 'before', applies: 'stream', expects: 'garbled',        notIn: ['ollama'], summary: 'Sends a whole JSON answer where a stream was asked for.' },
  'stream-for-json':        { when: 'before', applies: 'whole',  expects: 'garbled',        summary: 'Sends a stream where a whole answer was asked for.' },
  'stream-as-json':         { when: 'before', applies: 'stream', expects: 'garbled',        summary: 'Streams its answer, but says that it is JSON.' },
  'gzip-garbage':           { when: 'before', applies: 'both',   expects: 'garbled',        summary: 'Says that the body is compressed, which nobody asked for and which is not true.' },
  'gzip-cut':               { when: 'before', applies: 'both',   expects: 'garbled',        summary: 'Compresses its answer, which nobody asked for, and sends half of it.' },
  'zip-bomb':               { when: 'before', applies: 'both',   expects: 'garbled',        summary: 'Sends 16 KB that would become 16 MiB if somebody unpacked them.' },
  'no-content':             { when: 'before', applies: 'both',   expects: 'cut',            summary: 'Answers 204.' },
  'empty-body':             { when: 'before', applies: 'both',   expects: 'cut',            summary: 'Answers 200 with a body of no bytes.' },
  'huge-headers':           { when: 'before', applies: 'both',   expects: 'garbled',        summary: 'Sends 128 KB of headers.' },
  'folded-header':          { when: 'before', applies: 'both',   expects: 'garbled',        summary: 'Sends a header over two lines, as was allowed long ago.' },
  'wrong-shape':            { when: 'before', applies: 'both',   expects: 'garbled',        summary: 'Answers correctly in another dialect.' },
  'body-cut':               { when: 'before', applies: 'whole',  expects: 'garbled',        summary: 'Sends half of the JSON as if it were all of it.' },
  'trailing-garbage':       { when: 'before', applies: 'whole',  expects: 'garbled',        summary: 'Puts a stack trace behind the JSON.' },
  'invalid-utf8-body':      { when: 'before', applies: 'whole',  expects: 'garbled',        summary: 'Sends a body with bytes that are not UTF-8.' },
  'empty-completion':       { when: 'before', applies: 'both',   expects: 'empty',          summary: 'Ends in good order without having said anything.' },
  'thinking-only':          { when: 'before', applies: 'both',   expects: 'empty',          summary: 'Thinks and ends in good order without having said anything.' },
  'tool-json-cut-body':     { when: 'before', applies: 'whole',  expects: 'garbled',        notIn: ['anthropic', 'gemini', 'ollama'], summary: 'Calls a tool with half of the arguments.' },
  // streams that go wrong
  'first-event-error':      { when: 'before', applies: 'stream', expects: 'overloaded',     summary: 'Opens a stream with 200, and its first event is an error.' },
  'lifecycle-then-error':   { when: 'before', applies: 'stream', expects: 'overloaded',     notIn: ['gemini', 'ollama'], summary: 'Sends the opening events and then an error.' },
  'error-mid-stream':       { when: 'after',  applies: 'stream', expects: 'overloaded',     summary: 'Sends an error event in the middle of the answer.' },
  'malformed-event-before': { when: 'before', applies: 'stream', expects: 'garbled',        summary: 'The first event with content is broken JSON.' },
  'malformed-event-after':  { when: 'after',  applies: 'stream', expects: 'garbled',        summary: 'An event in the middle of the answer is broken JSON; the rest is fine.' },
  'invalid-utf8':           { when: 'after',  applies: 'stream', expects: 'garbled',        summary: 'An event in the middle of the answer holds half a character.' },
  'giant-event':            { when: 'before', applies: 'stream', expects: 'garbled',        summary: 'Sends an event of 8 MiB without a line end, which is too large where `answerBytes` is less.' },
  'endless-data-lines':     { when: 'before', applies: 'stream', expects: 'garbled',        notIn: ['ollama'], summary: 'Sends 8 MiB of `data:` lines with nothing in them.' },
  'lost-start':             { when: 'before', applies: 'stream', expects: 'garbled',        notIn: ['openai-chat', 'openai-responses', 'gemini', 'ollama'], summary: 'Leaves out the event that begins the text, whose pieces then come.' },
  'thinking-then-cut':      { when: 'before', applies: 'stream', expects: 'cut',            summary: 'Thinks aloud and ends the response before the answer begins.' },
  'tool-json-cut':          { when: 'after',  applies: 'stream', expects: 'garbled',        notIn: ['ollama'], summary: 'Ends in good order, but a tool call is only half there.' },
  'text-after-finish':      { when: 'after',  applies: 'stream', expects: 'garbled',        summary: 'Says why it has stopped, and then goes on.' },
  'begins-again':           { when: 'after',  applies: 'stream', expects: 'garbled',        notIn: ['openai-chat', 'gemini', 'ollama'], summary: 'Begins its answer anew in the middle of it, as if somebody had asked again.' },
  'endless-spaces':         { when: 'after',  applies: 'stream', expects: 'runaway',        summary: 'Begins JSON and then writes nothing but blank lines, without an end.' },
  'endless-repetition':     { when: 'after',  applies: 'stream', expects: 'runaway',        summary: 'Says the same again and again, without an end.' },
  // odd, but legal: the answer has to arrive
  crlf:                     { when: 'before', applies: 'stream', expects: 'legal',          notIn: ['gemini'], summary: 'Ends its lines with CR LF.' },
  cr:                       { when: 'before', applies: 'stream', expects: 'legal',          notIn: ['ollama'], summary: 'Ends its lines with CR alone, which the standard allows.' },
  bom:                      { when: 'before', applies: 'stream', expects: 'legal',          notIn: ['ollama'], summary: 'Puts a byte order mark in front of the stream.' },
  'no-space':               { when: 'before', applies: 'stream', expects: 'legal',          notIn: ['ollama'], summary: 'Writes `data:` without the space behind it.' },
  'multi-line-data':        { when: 'before', applies: 'stream', expects: 'legal',          notIn: ['ollama'], summary: 'Spreads the JSON of an event over several `data:` lines.' },
  comments:                 { when: 'before', applies: 'stream', expects: 'legal',          notIn: ['ollama'], summary: 'Puts comments between its events.' },
  'unknown-events':         { when: 'before', applies: 'stream', expects: 'legal',          summary: 'Puts events between the others that nobody has heard of.' },
  'split-utf8':             { when: 'before', applies: 'stream', expects: 'legal',          summary: 'Sends every byte on its own, so that every longer character is cut.' },
  'split-utf8-body':        { when: 'before', applies: 'whole',  expects: 'legal',          summary: 'Sends every byte of the body on its own.' },
  'blank-lines-first':      { when: 'before', applies: 'whole',  expects: 'legal',          summary: 'Sends blank lines in front of the JSON, as some do to keep a connection alive.' },
  buffered:                 { when: 'before', applies: 'stream', expects: 'legal',          summary: 'Holds the whole stream back and sends it at once, as buffering proxies do.' },
  'missing-terminal':       { when: 'after',  applies: 'stream', expects: 'legal',          notIn: ['openai-responses', 'gemini', 'ollama'], summary: 'Says why it has stopped, but leaves out the terminal event.' },
  'skipped-numbers':        { when: 'before', applies: 'stream', expects: 'legal',          notIn: ['anthropic', 'openai-chat', 'gemini', 'ollama'], summary: 'Leaves out events that add nothing, so that the numbers of the others have gaps.' },
  'two-finishes':           { when: 'after',  applies: 'stream', expects: 'legal',          summary: 'Says twice why it has stopped.' },
  'missing-usage':          { when: 'after',  applies: 'both',   expects: 'legal',          summary: 'Says nothing about tokens.' },
  'negative-usage':         { when: 'after',  applies: 'both',   expects: 'legal',          summary: 'Says that it took fewer than no tokens.' },
  'other-model':            { when: 'before', applies: 'both',   expects: 'legal',          summary: 'Says that another model has answered than the one that was asked.' },
  'odd-content-type':       { when: 'before', applies: 'both',   expects: 'legal',          summary: 'Says that its answer is plain text.' },
  'repeated-headers':       { when: 'before', applies: 'both',   expects: 'legal',          summary: 'Sends its headers twice.' },
  'early-hints':            { when: 'before', applies: 'both',   expects: 'legal',          summary: 'Sends a 103 in front of the real head.' },
} as const satisfies Record<string, FaultRow>;

export type FaultName = keyof typeof FAULT_CATALOGUE;

/** The names of the faults that spoil answers of one form only, or of both. */
export type FaultNameFor<Applies extends FaultRow['applies']> = {
  [Name in FaultName]: (typeof FAULT_CATALOGUE)[Name]['applies'] extends Applies ? Name : never;
}[FaultName];

export const FAULT_NAMES: readonly FaultName[] = Object.keys(FAULT_CATALOGUE).filter(isFaultName);

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(FAULT_CATALOGUE, name);
}

/** Does this fault do anything to an answer of this form and dialect? */
export function strikes(name: FaultName, form: 'whole' | 'stream', dialect: DialectId): boolean {
  const { applies, notIn = [] }: FaultRow = FAULT_CATALOGUE[name];
  return (applies === 'both' || applies === form) && !notIn.includes(dialect);
}

/** The catalogue as the table of the guide. */
export function renderFaultTable(): string {
  const rows = FAULT_NAMES.map((name) => {
    const { when, applies, expects, summary, notIn = [] }: FaultRow = FAULT_CATALOGUE[name];
    const except = notIn.length === 0 ? '' : ` Not in ${notIn.map((dialect) => `\`${dialect}\``).join(', ')}.`;
    return `| \`${name}\` | ${summary}${except} | ${applies} | ${when} | ${expects === 'legal' ? 'legal' : `\`${expects}\``} |`;
  });
  return [
    '| fault | what the provider does | answers | content | expected |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
