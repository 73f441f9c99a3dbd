import { createServer } from 'node:http';
import { Agent } from 'undici';

// The floor: what node:http and undici cost when nothing is done between them. The body is held, as every gateway that
// may have to send it twice must hold it.

const [port, upstream] = [Number(process.argv[2]), Number(process.argv[3])];
const origin = `http://127.0.0.1:${upstream}`;
const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, pipelining: 1, keepAliveTimeout: 15_000 });

createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    const headers = ['content-type', 'application/json', 'authorization', request.headers.authorization ?? ''];
    const body = pieces.length === 1 ? (pieces[0] ?? null) : Buffer.concat(pieces);
    agent.dispatch(
      { origin, path: request.url ?? '/', method: 'POST', headers, body },
      {
        onRequestStart: (started) => {
          response.on('close', () => {
            if (!response.writableFinished) started.abort(new Error('The caller has gone'));
          });
        },
        onResponseStart: (_, status, received) => {
          const length = received['content-length'];
          response.writeHead(status, {
            'content-type': String(received['content-type']),
            ...(length !== undefined && { 'content-length': String(length) }),
          });
        },
        onResponseData: (_, bytes) => void response.write(bytes),
        onResponseEnd: () => void response.end(),
        onResponseError: () => void response.destroy(),
      },
    );
  });
}).listen(port, '127.0.0.1');
