// Serves this folder, the client, and a gateway under /ai, all from one address: `node serve.js [port]`.
// Why the app is as it is: docs/guides/degrade-gracefully.md
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFailsoft } from 'failsoft';
import { handler } from 'failsoft/gateway';
import { startSandbox } from 'failsoft/sandbox';

// Simulated providers, so that this runs without a key. For real ones, leave this out, and the `baseUrl` in failsoft.yaml.
const sandbox = await startSandbox();
const env = { ANTHROPIC_URL: sandbox.baseUrl('anthropic'), OPENAI_URL: sandbox.baseUrl('openai') };

const failsoft = createFailsoft({ config: join(import.meta.dirname, 'failsoft.yaml'), env, onWarning: console.warn });
const gateway = handler(failsoft.gateway);

const CLIENT = dirname(fileURLToPath(import.meta.resolve('failsoft/client')));
const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript' };

// What pages need of a gateway, and no more. An app with a login looks here who is asking.
const OPEN = /^\/ai\/(?:availability|v1\/messages|v1\/streams\/|v1\/deferred\/)/;

const server = createServer((request, response) => {
  if (OPEN.test(request.url)) {
    request.url = request.url.slice('/ai'.length);
    return gateway(request, response);
  }
  const path = normalize(new URL(request.url, 'http://localhost').pathname);
  // The client is plain modules, which browsers load as they are.
  const file = path.startsWith('/failsoft/')
    ? join(CLIENT, path.slice('/failsoft/'.length))
    : join(import.meta.dirname, path === '/' ? 'index.html' : path);
  const type = TYPES[extname(file)];
  if (type === undefined || !existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': type });
  createReadStream(file).pipe(response);
});
server.listen(Number(process.argv[2] ?? 8080), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
  console.log('Type "down" to switch the providers off, "up" to switch them on again.');
});

process.stdin.on('data', (typed) => {
  const isDown = String(typed).trim() === 'down';
  for (const provider of ['anthropic', 'openai']) sandbox.setFault(provider, isDown ? 'unavailable' : null);
});
