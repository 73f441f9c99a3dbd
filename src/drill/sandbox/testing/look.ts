import { at, listAt, textAt, type Json } from '../../../model/json.ts';
import type { DialectId } from '../dialects/dialect.ts';
import { request, type Agent, type IncomingMessage } from 'node:http';

/** What a client saw at its socket. */
export type Look = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
  readonly text: string;
  /**
   * `complete`: the response ended as HTTP wants it. `closed`, `reset`: the connection ended before. `silence`: nothing more
   * came. `going on`: something still came when the client had seen enough. Else the parser's complaint.
   */
  readonly end: 'complete' | 'closed' | 'reset' | 'silence' | 'going on' | `HPE_${string}`;
  readonly hints: number;
  /** How many headers came more than once. */
  readonly repeated: number;
};

export type Question = {
  readonly url: string;
  readonly body: object;
  readonly agent?: Agent;
  readonly headers?: Readonly<Record<string, string>>;
  /** When it has seen enough, whatever still comes. */
  readonly enoughMs?: number;
  /** After this long without a byte it calls that silence. */
  readonly silenceMs?: number;
};

/** In small steps, as time in which nobody ran is not silence. */
const SILENCE_MS = 400;
const STEP_MS = 50;
const ENOUGH_MS = 10_000;

/** Asks without a client library that would hide what the server does. */
export function look(question: Question): Promise<Look> {
  const { url, body, agent, headers = {}, enoughMs = ENOUGH_MS, silenceMs = SILENCE_MS } = question;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let response: IncomingMessage | null = null;
    let hints = 0;
    let wasReset = false;
    const settle = (end: Look['end']): void => {
      clearInterval(silence);
      const bytes = Buffer.concat(chunks);
      const { statusCode: status = 0, headers: received = {}, headersDistinct: each = {} } = response ?? {};
      const repeated = Object.values(each).filter((values) => (values?.length ?? 0) > 1).length;
      resolve({ status, headers: received, bytes, text: bytes.toString('utf8'), end, hints, repeated });
      if (end !== 'complete') outgoing.destroy();
    };
    const broken = (error: NodeJS.ErrnoException): void => {
      const { code = '' } = error;
      if (isParserError(code)) settle(code);
      // A reset can be told by the socket a moment after the response was aborted.
      else setImmediate(() => settle(wasReset || error.syscall === 'read' ? 'reset' : 'closed'));
    };
    let quietMs = 0;
    let allMs = 0;
    const silence = setInterval(() => {
      quietMs += STEP_MS;
      allMs += STEP_MS;
      if (quietMs >= silenceMs) settle('silence');
      else if (allMs >= enoughMs) settle('going on');
    }, STEP_MS);
    const outgoing = request(url, {
      method: 'POST',
      agent: agent ?? false,
      headers: {
        'content-type': 'application/json',
        'anthropic-version': '2023-06-01',
        authorization: 'Bearer sk-a-key',
        'x-goog-api-key': 'sk-a-key',
        ...headers,
      },
    });
    outgoing.on('socket', (socket) => {
      socket.on('error', (error: NodeJS.ErrnoException) => {
        wasReset ||= error.code === 'ECONNRESET';
      });
    });
    outgoing.on('information', () => {
      hints += 1;
    });
    outgoing.on('error', broken);
    outgoing.on('response', (incoming) => {
      response = incoming;
      quietMs = 0;
      incoming.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        quietMs = 0;
      });
      incoming.on('end', () => settle('complete'));
      incoming.on('error', broken);
    });
    outgoing.end(JSON.stringify(body));
  });
}

function isParserError(code: string): code is `HPE_${string}` {
  return code.startsWith('HPE_');
}

/** The data of all events of a stream, read as the standard for server-sent events says. */
export function dataOf(text: string): readonly string[] {
  return text
    .replace(/^\ufeff/, '')
    .replaceAll(/\r\n|\r/g, '\n')
    .split('\n\n')
    .map((event) =>
      event
        .split('\n')
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(line[5] === ' ' ? 6 : 5))
        .join('\n'),
    )
    .filter((data) => data !== '');
}

/** Foreign text as JSON; null when it is none. */
export function parse(text: string): Json {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return null;
  }
}

/** The JSON of all events of a stream in this dialect, or of a whole answer; null where there is none. */
export function eventsOf(text: string, dialect: DialectId, form: 'stream' | 'whole'): readonly Json[] {
  if (form === 'whole') return [parse(text)];
  return (dialect === 'ollama' ? text.split('\n').filter((line) => line.trim() !== '') : dataOf(text)).map(parse);
}

/** The words that a reader of this dialect would show, were it careless about everything that is wrong. */
export function wordsIn(text: string, dialect: DialectId, form: 'stream' | 'whole'): string {
  return eventsOf(text, dialect, form).flatMap(WORDS[dialect]).join('');
}

const WORDS: Readonly<Record<DialectId, (event: Json) => readonly string[]>> = {
  anthropic: (event) => [
    textAt(event, 'delta', 'text'),
    ...listAt(event, 'content').map((block) => textAt(block, 'text')),
  ],
  'openai-chat': (event) =>
    listAt(event, 'choices').map((it) => textAt(it, 'delta', 'content') + textAt(it, 'message', 'content')),
  'openai-responses': (event) => [
    textAt(event, 'type') === 'response.output_text.delta' ? textAt(event, 'delta') : '',
    ...listAt(event, 'output').flatMap((item) => listAt(item, 'content').map((part) => textAt(part, 'text'))),
  ],
  gemini: (event) =>
    listAt(event, 'candidates', 0, 'content', 'parts').map((part) =>
      at(part, 'thought') === true ? '' : textAt(part, 'text'),
    ),
  ollama: (event) => [textAt(event, 'message', 'content')],
};

export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
