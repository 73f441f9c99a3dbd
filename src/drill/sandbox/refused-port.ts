import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port of this machine at which nobody listens, so that a connection to it is refused. */
export async function refusedPort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const closed = once(server, 'close');
  server.close();
  await closed;
  return typeof address === 'object' && address !== null ? address.port : 1;
}
