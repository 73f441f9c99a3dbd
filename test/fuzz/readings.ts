import type { Tool } from '../../src/model/conversation.ts';
import type { Fault } from '../../src/model/fault.ts';
import type { Reader } from '../../src/engine/readers/reader.ts';
import { asList, relayStream, relayWhole } from '../../src/engine/readers/relay.ts';
import { brokenEnd } from '../../src/engine/splice/splice.ts';
import { stopAt } from '../../src/engine/readers/stop-texts.ts';
import { seal } from '../../src/engine/memory/seal.ts';
import { thoughts } from '../../src/engine/memory/thoughts.ts';
import { type Change, translateStream, translateWhole } from '../../src/engine/readers/translate.ts';
import type { Unwrap } from '../../src/engine/prepare/prepare.ts';
import { splitFrames } from '../../src/protocols/frame.ts';
import { CALLERS, PROTOCOLS, PROVIDER_PROTOCOLS } from '../../src/protocols/index.ts';
import { looseLines } from '../../src/protocols/m365-copilot/loose-lines.ts';
import { salvageCalls } from '../../src/protocols/ollama/salvage.ts';
import type { CallerProtocol, Framing, Protocol, ProviderProtocol, Resumed } from '../../src/protocols/protocol.ts';
import { awsEventStream } from '../../src/providers/clouds/event-stream.ts';
import { PARAMETERS } from '../fixtures/bodies.ts';
import type { Chance } from './chance.ts';
import { pieces } from './mutate.ts';
import { oddity } from './oddity.ts';

/** The largest whole answer, bytes. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
const TOOLS: readonly Tool[] = [{ name: 'weather', description: 'Weather', inputSchema: PARAMETERS, strict: true }];
/** Text that ends an answer; it stands in none of the recordings. */
const STOPS = ['\u0001stop', 'END'];

/** What came of reading all of it. */
type Came = { readonly out: Buffer; readonly end: boolean; readonly fault: Fault | null; readonly resumed: Resumed };

function readAll(reader: Reader, chunks: readonly Uint8Array[], unwrap: Unwrap | null = null): Came {
  const out: Uint8Array[] = [];
  for (const chunk of [...chunks, null]) {
    const plain = unwrap === null ? chunk : unwrap(chunk);
    const readings = [
      ...(plain === null || plain.length === 0 ? [] : [reader.feed(plain)]),
      ...(chunk === null ? [reader.close()] : []),
    ];
    for (const reading of readings) {
      out.push(...reading.out);
      if (reading.fault === null && !reading.end) continue;
      if (reading.fault?.kind === 'bug') throw reading.fault;
      const { end, fault } = reading;
      return { out: Buffer.concat(out), end: end && fault === null, fault, resumed: reader.resumed() };
    }
  }
  throw oddity('neither an end nor a fault');
}

const closingThoughts = (): Change => thoughts(seal(Buffer.alloc(32))).closing({ maker: 'a/b', whose: () => 'c' });

const changesBy = (chance: Chance): (() => readonly Change[]) => {
  const [salvages, stops, closes] = [chance.oneIn(3), chance.oneIn(3), chance.oneIn(2)];
  return () => [
    ...(salvages ? [salvageCalls(TOOLS)] : []),
    ...(stops ? [stopAt(STOPS)] : []),
    ...(closes ? [closingThoughts()] : []),
  ];
};

/** A whole answer, for a caller of any dialect. */
export function readWhole(from: Protocol | ProviderProtocol, input: Uint8Array, chance: Chance): number {
  const to = chance.pick(CALLERS);
  const chunks = pieces(input, chance);
  const [changes, closing] = [changesBy(chance)(), chance.oneIn(2) ? closingThoughts : null];
  const options = { model: 'wanted-1', id: 'req_1', changes, closing, tools: TOOLS, bytesMax: ANSWER_BYTES_MAX };
  const { out, fault } = readAll(translateWhole(from, to, options), chunks);
  const relayed =
    'weigh' in from
      ? readAll(relayWhole(from, chance.oneIn(2) ? 'wanted-1' : null, ANSWER_BYTES_MAX), chunks).out
      : out;
  if (fault !== null) throw fault;
  return Math.max(out.length, relayed.length);
}

/** A stream, for a caller of any dialect, told twice: how it was cut on the way must make no difference. */
export function readStream(from: Protocol, input: Uint8Array, chance: Chance): number {
  const rename = chance.oneIn(2) ? 'wanted-1' : null;
  const relays = [pieces(input, chance), [input]].map((cut) => readAll(relayStream(from, rename), cut));
  same('relayed', relays);
  if (from.id === 'gemini') readAll(asList(relayStream(from, rename)), pieces(input, chance));
  return Math.max(
    ...relays.map(({ out }) => out.length),
    translated(from, input, chance, () => null),
  );
}

export function readCopilotStream(input: Uint8Array, chance: Chance): number {
  return translated(PROVIDER_PROTOCOLS['m365-copilot'], input, chance, looseLines);
}

export function readAwsStream(input: Uint8Array, chance: Chance): number {
  same(
    'relayed',
    [pieces(input, chance), [input]].map((cut) =>
      readAll(relayStream(PROTOCOLS.anthropic, null), cut, awsEventStream()),
    ),
  );
  return translated(PROTOCOLS.anthropic, input, chance, awsEventStream);
}

function translated(from: ProviderProtocol, input: Uint8Array, chance: Chance, unwrap: () => Unwrap | null): number {
  const to = chance.pick(CALLERS);
  const changes = changesBy(chance);
  const after = chance.oneIn(5) ? { nextPart: 1, openPart: 0 } : null;
  const [one, other] = [pieces(input, chance), [input]].map((cut) =>
    readAll(
      translateStream(from, to, { model: 'wanted-1', after, usage: true, tools: TOOLS, changes: changes() }),
      cut,
      unwrap(),
    ),
  );
  if (one === undefined || other === undefined) return 0;
  same(`translated for ${to.id}`, [one, other]);
  const tail =
    one.fault === null
      ? Buffer.alloc(0)
      : Buffer.from(brokenEnd(to, one.fault, { model: 'wanted-1', last: one.out.length > 0 ? one.out : null }));
  wellFormed(to, Buffer.concat([one.out, tail]));
  if (one.fault !== null) throw one.fault;
  return one.out.length;
}

/**
 * The caller heard the same. Not where something is garbled: a piece that cannot be read is refused as a whole, also when that is
 * behind the end of the answer.
 */
function same(what: string, [one, other]: readonly Came[]): void {
  if (one === undefined || other === undefined || [one, other].some(({ fault }) => fault?.kind === 'garbled')) return;
  if (one.end !== other.end) throw oddity(`${what}: it ends well only when it is cut otherwise`);
  if ((one.fault?.kind ?? '') !== (other.fault?.kind ?? ''))
    throw oddity(`${what}: ${one.fault?.kind} turns into ${other.fault?.kind} when it is cut otherwise`);
  if (one.fault === null && withoutSpace(one.out) !== withoutSpace(other.out))
    throw oddity(`${what}: something else is heard when it is cut otherwise`);
}

/** What is heard, without comments and blank lines, which are nothing to anybody. */
function withoutSpace(out: Buffer): string {
  return out
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith(':'))
    .join('\n');
}

/** Nothing that a provider says may look like an event of ours: every event that we write has a known name and JSON in one line. */
function wellFormed(to: CallerProtocol, out: Buffer): void {
  const text = out.toString('utf8');
  if (to.framing === 'raw') return;
  if (to.framing === 'ndjson') {
    for (const line of text.split('\n')) if (line !== '') JSON.parse(line);
    return;
  }
  if (/\r/.test(text)) throw oddity('a line ends where none should');
  for (const event of text.split('\n\n')) {
    if (event === '') continue;
    const [, name = '', data = ''] = /^(?:event: ([a-z0-9_.]*)\n)?data: ([^\n]*)$/.exec(event) ?? oddEvent(event);
    if (data !== '[DONE]') JSON.parse(data);
    if (name.length > 60) throw oddity('a name of an event that is no name');
  }
}

function oddEvent(event: string): never {
  throw oddity(`an event that is none: ${JSON.stringify(event.slice(0, 80))}`);
}

/** The same events, however the bytes are cut. Those without data are none to any client. */
export function readFrames(framing: Framing, input: Uint8Array, chance: Chance): number {
  const [one, other] = [pieces(input, chance), [input]].map((cut) => {
    const splitter = splitFrames(framing);
    const frames = [...cut.flatMap((chunk) => splitter.feed(chunk)), splitter.rest() ?? { event: '', data: '' }];
    return JSON.stringify(frames.filter(({ data }) => data !== '').map(({ event, data }) => [event, data]));
  });
  if (one !== other) throw oddity('other events when it is cut otherwise');
  return one?.length ?? 0;
}
