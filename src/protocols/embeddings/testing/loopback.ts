import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { Json } from '../../../model/json.ts';

export type Heard = {
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Json;
};

export type Loopback = {
  readonly url: string;
  /** Every request, in order. */
  readonly heard: readonly Heard[];
  readonly close: () => Promise<void>;
};

type Said = { readonly status?: number; readonly body: Json };

/** A server on this machine that answers with JSON. What `answer` throws is a 500 that says so. */
export async function loopback(answer: (heard: Heard) => Said | Promise<Said>): Promise<Loopback> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [path = '', query = ''] = (request.url ?? '').split('?');
      const { method = '', headers } = request;
      const one: Heard = { method, path, query, headers, body: jsonOf(Buffer.concat(chunks).toString('utf8')) };
      heard.push(one);
      void attempt(answer, one).then(({ status = 200, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    heard,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function attempt(answer: (heard: Heard) => Said | Promise<Said>, heard: Heard): Promise<Said> {
  try {
    return await answer(heard);
  } catch (error) {
    return { status: 500, body: { error: { message: String(error) } } };
  }
}

function jsonOf(text: string): Json {
  if (text === '') return null;
  const body: Json = JSON.parse(text);
  return body;
}
