import type { Json } from '../../model/json.ts';
import type { Opening } from '../../protocols/protocol.ts';
import type { Exchange, WireHandlers, WireHeaders, WireRequest, World } from '../../world/world.ts';

/** What is read of the answer to an opening, bytes. */
const OPENING_BYTES_MAX = 64 * 1024;

/**
 * Opens exchanges that need another one before them: it makes what the question needs, and then asks at the path that it has got. To
 * who watches it is one exchange: sent when the first was, and if the first fails, that is how it fails. It goes around whatever
 * `open` adds, so that both carry the token, and it is the dialect that asks for it, so it stands with the access and not with
 * the credentials.
 */
export function openAfter(open: World['open'], { opening, base }: Way): World['open'] {
  return (request, on) => {
    let paused = false;
    let over = false;
    const first = open(openingRequest(request, opening, base), {
      ...made(opening, request, {
        on,
        isOver: () => over,
        goOn: (question) => {
          current = open(question, {
            ...on,
            // It was said when the opening was sent. What was asked for while there was no connection yet holds from here on.
            sent: () => {
              if (paused) current.pause();
            },
          });
        },
      }),
    });
    let current: Exchange = first;
    return {
      pause: () => {
        paused = true;
        // An opening is small, and nothing of it gets to who is slow.
        if (current !== first) current.pause();
      },
      resume: () => {
        paused = false;
        if (current !== first) current.resume();
      },
      abort: () => {
        over = true;
        current.abort();
      },
    };
  };
}

export type Way = {
  readonly opening: Opening;
  /** The path of the base address, without a slash at its end. */
  readonly base: string;
};

function openingRequest(request: WireRequest, opening: Opening, base: string): WireRequest {
  const headers = request.headers.map((value, index) =>
    index % 2 === 1 && request.headers[index - 1] === 'accept' ? 'application/json' : value,
  );
  return { ...request, path: base + opening.path, headers, body: Buffer.from(JSON.stringify(opening.body)) };
}

type Making = {
  readonly on: WireHandlers;
  readonly isOver: () => boolean;
  readonly goOn: (question: WireRequest) => void;
};

/** Reads the answer to an opening, and goes on or says why not. */
function made(opening: Opening, request: WireRequest, { on, isOver, goOn }: Making): WireHandlers {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let head: { readonly status: number; readonly headers: WireHeaders } | null = null;

  const say = (status: number, headers: WireHeaders, body: Uint8Array): void => {
    on.head(status, headers);
    if (!isOver() && body.length > 0) on.bytes(body);
    if (!isOver()) on.end();
  };

  return {
    sent: on.sent,
    head: (status, headers) => (head = { status, headers }),
    bytes: (chunk) => {
      length += chunk.length;
      if (length <= OPENING_BYTES_MAX) chunks.push(chunk);
    },
    end: () => {
      if (head === null) return;
      const body = Buffer.concat(chunks);
      if (head.status < 200 || head.status > 299) return say(head.status, head.headers, body);
      const path = opening.placed(request.path, jsonOf(body));
      if (path !== null) return goOn({ ...request, path });
      const message = `The provider made nothing that could be asked (status ${head.status} at ${opening.path})`;
      say(502, { 'content-type': 'application/json' }, Buffer.from(JSON.stringify({ error: { message } })));
    },
    broke: on.broke,
  };
}

function jsonOf(bytes: Buffer): Json {
  try {
    const json: Json = JSON.parse(bytes.toString('utf8'));
    return json;
  } catch {
    return null;
  }
}
