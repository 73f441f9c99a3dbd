import { typeOf, wellBody, type Draft, type Script } from './script.ts';

/** A frame of HTTP/2: type, flags, number of the stream, and what stands in it. */
function frame(type: number, stream: number, payload: readonly number[]): string {
  const head = [0, 0, payload.length, type, 0, 0, 0, 0, stream];
  return String.fromCharCode(...head, ...payload);
}

const SETTINGS = frame(4, 0, []);
/** The last stream that was looked at is none, and there is no error. */
const GOAWAY = frame(7, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
/** REFUSED_STREAM. */
const RST_STREAM = frame(3, 1, [0, 0, 0, 7]);

/** An answer in HTTP/2 that says no more than that there will be none. */
export const HTTP2_GOAWAY: Script = [{ do: 'raw', bytes: SETTINGS + RST_STREAM + GOAWAY }, { do: 'close' }];

export function repeatedHeaders(draft: Draft): Script {
  const lines = headerLines(draft);
  return written(draft, [...lines, ...lines]);
}

export function foldedHeader(draft: Draft): Script {
  return written(draft, [...headerLines(draft), 'x-debug-trace: over one line', ' and another']);
}

function headerLines(draft: Draft): readonly string[] {
  return Object.entries({ ...draft.headers, 'content-type': typeOf(draft) }).map(
    ([name, value]) => `${name}: ${value}`,
  );
}

/** The right answer behind a head that no HTTP server would write. The end of the connection is the end of the body. */
function written(draft: Draft, lines: readonly string[]): Script {
  const head = ['HTTP/1.1 200 OK', ...lines, 'connection: close', '', ''].join('\r\n');
  return [{ do: 'wait', ms: draft.pace.firstTokenMs }, { do: 'raw', bytes: head + wellBody(draft) }, { do: 'close' }];
}
