import { once } from 'node:events';
import { createServer, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { noNetwork, simulatedWorld, type SimulatedWorld } from '../world/simulated.ts';
import { cut, LAST_UNREAD_MS, UNREAD_MS, watchReaders } from './slow-reader.ts';

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

type Ends = { readonly ours: Socket; readonly theirs: Socket; readonly broke: () => string };

/** A line, real on both ends; nobody reads on theirs. */
async function line(at: { readonly port: number } | { readonly path: string } = { port: 0 }): Promise<Ends> {
  const server = createServer().listen(at);
  await once(server, 'listening');
  const address = server.address();
  const accepted = once(server, 'connection');
  const theirs =
    typeof address === 'object' && address !== null ? connect(address.port, '127.0.0.1') : connect(address ?? '');
  theirs.pause();
  let broke = '';
  theirs.on('error', (error) => (broke = 'code' in error ? String(error.code) : error.message));
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- This is what the event brings.
  const [ours] = (await accepted) as [Socket];
  ours.on('error', () => {});
  ends.push(() => {
    theirs.destroy();
    ours.destroy();
    server.close();
  });
  return { ours, theirs, broke: () => broke };
}

/** More than lies anywhere on the way, and the time that it has besides, ms. */
const MUCH = Buffer.alloc(16 * 1024 * 1024);
const MUCH_MS = MUCH.length / 16;
const PIECE = Buffer.alloc(64 * 1024);

async function watched(socket: Socket): Promise<SimulatedWorld> {
  const world = simulatedWorld(1, noNetwork);
  const watch = watchReaders(world);
  watch(socket);
  watch(socket);
  expect(world.timers()).toBe(1);
  return world;
}

describe('a line on which nobody reads', () => {
  it('is reset when what waits there has not become less for minutes', async () => {
    const { ours, theirs, broke } = await line();
    const world = await watched(ours);
    ours.write(MUCH);
    world.pass(UNREAD_MS + MUCH_MS - 5_000);
    expect(ours.destroyed).toBe(false);
    world.pass(10_000);
    expect(ours.destroyed).toBe(true);
    await once(ours, 'close');
    theirs.resume();
    await expect.poll(broke).toBe('ECONNRESET');
    world.pass(5_000);
    expect(world.timers()).toBe(0);
  });

  it('has some seconds for the last words when it is cut', async () => {
    const { ours, theirs, broke } = await line();
    const world = await watched(ours);
    ours.write(MUCH);
    cut(ours);
    world.pass(LAST_UNREAD_MS + MUCH_MS - 5_000);
    expect(ours.destroyed).toBe(false);
    world.pass(10_000);
    expect(ours.destroyed).toBe(true);
    theirs.resume();
    await expect.poll(broke).toBe('ECONNRESET');
  });

  it('has longer as long as somebody reads, however slowly, and all of it arrives', async () => {
    const { ours, theirs } = await line();
    const world = await watched(ours);
    let sent = 0;
    for (; ours.writableLength < 4 * PIECE.length; sent += PIECE.length) ours.write(PIECE);
    cut(ours);
    const over = once(theirs, 'end');
    let got = 0;
    theirs.on('data', (chunk) => (got += chunk.length));
    while (!ours.destroyed) {
      const before = ours.bytesWritten - ours.writableLength;
      theirs.resume();
      await expect.poll(() => ours.destroyed || ours.bytesWritten - ours.writableLength > before).toBe(true);
      theirs.pause();
      if (!ours.destroyed) world.pass(LAST_UNREAD_MS - 2_000);
    }
    theirs.resume();
    await over;
    expect(got).toBe(sent);
  });

  it('is left alone when nothing waits there', async () => {
    const { ours } = await line();
    const world = await watched(ours);
    world.pass(10 * UNREAD_MS);
    ours.write('x');
    await expect.poll(() => ours.writableLength).toBe(0);
    world.pass(10 * UNREAD_MS);
    expect(ours.destroyed).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('is closed where it cannot be reset: inside of a machine', async () => {
    const { ours } = await line({ path: join(tmpdir(), `failsoft-${process.pid}.sock`) });
    const world = await watched(ours);
    ours.write(MUCH);
    world.pass(UNREAD_MS + MUCH_MS + 5_000);
    expect(ours.destroyed).toBe(true);
    const other = await line({ path: join(tmpdir(), `failsoft-${process.pid}-2.sock`) });
    cut(other.ours);
    await once(other.ours, 'close');
  });
});
