import { createServer, type ServerResponse } from 'node:http';

// A provider of two kinds of streams: `idle-1` says a word, pings and ends when it is told to; `flood-1` never stops talking.

const PING_MS = 10_000;

const chunk = (content: string, reason: string | null = null): string => {
  const choices = [{ index: 0, delta: { content }, finish_reason: reason }];
  return `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'm', choices })}\n\n`;
};
const FLOOD = Buffer.from(Array.from({ length: 400 }, (_, word) => chunk(` word ${word} of a long story`)).join(''));

const idle = new Set<ServerResponse>();
let flooded = 0;

const server = createServer((request, response) => {
  if (request.url === '/finish') {
    const end = `${chunk(' sea.')}${chunk('', 'stop')}data: [DONE]\n\n`;
    for (const one of idle) one.end(end);
    response.end(JSON.stringify({ finished: idle.size }));
    return;
  }
  if (request.url === '/state') {
    response.end(JSON.stringify({ open: idle.size, flooded }));
    return;
  }
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => (body += text));
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(chunk('The'));
    idle.add(response);
    response.on('close', () => idle.delete(response));
    if (body.includes('"flood-1"')) flood(response);
  });
});

/** As fast as the other side takes it. */
function flood(response: ServerResponse): void {
  const pour = (): void => {
    while (!response.destroyed) {
      flooded += FLOOD.length;
      if (!response.write(FLOOD)) return;
    }
  };
  response.on('drain', pour);
  pour();
}

setInterval(() => {
  for (const response of idle) if (response.writableLength === 0) response.write(': ping\n\n');
}, PING_MS).unref();
server.listen(Number(process.argv[2]), '127.0.0.1');
