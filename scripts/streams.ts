import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Listener, startListener } from '../bench/processes.ts';

/**
 * What many streams cost a gateway of its own process: idle ones, that say a word and then only ping, and ones whose callers do not
 * read while the provider floods them. `node scripts/streams.ts --idle 10000 --unread 500 --seconds 30`. Every stream needs two
 * files of the gateway, so `ulimit -n` bounds their number.
 */
const { values } = parseArgs({
  options: {
    idle: { type: 'string', default: '10000' },
    unread: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '30' },
  },
});
const SPARE_FILES = 100;
const MB = 1024 ** 2;

type Stream = { readonly asked: ClientRequest; readonly begun: Promise<void>; readonly whole: Promise<boolean> };

function open(port: number, model: string, reads: boolean): Stream {
  const begun = Promise.withResolvers<void>();
  const whole = Promise.withResolvers<boolean>();
  const options = { port, host: '127.0.0.1', path: '/v1/chat/completions', method: 'POST', agent: false };
  const asked = request({ ...options, headers: { 'content-type': 'application/json' } });
  asked.on('response', (response: IncomingMessage) => {
    let last = '';
    response.on('data', (bytes: Buffer) => {
      begun.resolve();
      last = (last + bytes.toString('latin1')).slice(-40);
      if (!reads) response.pause();
    });
    response.on('error', () => {});
    response.on('close', () => whole.resolve(last.includes('data: [DONE]')));
  });
  asked.on('error', (error) => {
    begun.reject(error);
    whole.resolve(false);
  });
  asked.end(JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: 'Tell me of the sea.' }] }));
  return { asked, begun: begun.promise, whole: whole.promise };
}

async function get(port: number, path: string): Promise<{ readonly text: string; readonly tookMs: number }> {
  const startMs = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  request({ port, host: '127.0.0.1', path, agent: false }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    response.on('end', () => resolve(text));
  })
    .on('error', reject)
    .end();
  return { text: await promise, tookMs: performance.now() - startMs };
}

/** The child that listens is the only one that runs this file; Linux tells what it holds. */
function pidOf(marker: string): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const found = pids.find((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(marker);
    } catch {
      return false;
    }
  });
  return Number(found ?? 0);
}

const filesOf = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

const mb = (bytes: number): string => `${Math.round(bytes / MB)} MB`;
const say = (words: string): void => console.log(words);

async function opened(count: number, port: number, model: string, reads: boolean): Promise<readonly Stream[]> {
  const streams: Stream[] = [];
  for (let at = 0; at < count; at += 200) {
    const some = Array.from({ length: Math.min(200, count - at) }, () => open(port, model, reads));
    await Promise.all(some.map(({ begun }) => begun));
    streams.push(...some);
  }
  return streams;
}

async function idleStreams(gateway: Listener, upstream: Listener, pid: number, count: number): Promise<void> {
  const before = await gateway.usage();
  const files = filesOf(pid);
  const startMs = performance.now();
  const streams = await opened(count, gateway.port, 'idle-1', true);
  say(`${count} idle streams, opened in ${Math.round(performance.now() - startMs)} ms`);
  const first = await gateway.usage();
  await sleep(Number(values.seconds) * 1_000);
  const rested = await gateway.usage();
  const looks: number[] = [];
  for (let look = 0; look < 50; look += 1) looks.push((await get(gateway.port, '/healthz')).tookMs);
  looks.sort((a, b) => a - b);
  const held = rested.rssBytes - before.rssBytes;
  say(`  memory ${mb(before.rssBytes)} → ${mb(rested.rssBytes)}: ${Math.round(held / 1_024 / count)} KB a stream`);
  say(`  files ${files} → ${filesOf(pid)}`);
  const cpu = (rested.cpuMicros - first.cpuMicros) / 1e6 / Number(values.seconds);
  say(`  CPU while they rest, one ping each in 10 s: ${(cpu * 100).toFixed(1)} % of a core`);
  say(`  somebody else is answered in ${(looks[25] ?? 0).toFixed(1)} ms, at most ${(looks.at(-1) ?? 0).toFixed(1)} ms`);
  await get(upstream.port, '/finish');
  const whole = (await Promise.all(streams.map((stream) => stream.whole))).filter(Boolean).length;
  await sleep(20_000);
  const after = await gateway.usage();
  say(`  ${whole} of ${count} ended whole; then ${mb(after.rssBytes)}, ${filesOf(pid)} files`);
}

async function unreadStreams(gateway: Listener, upstream: Listener, pid: number, count: number): Promise<void> {
  const before = await gateway.usage();
  const streams = await opened(count, gateway.port, 'flood-1', false);
  const flooded = async (): Promise<number> =>
    Number(/"flooded":(\d+)/.exec((await get(upstream.port, '/state')).text)?.[1]);
  await sleep(5_000);
  const early = await flooded();
  await sleep(Number(values.seconds) * 1_000);
  const late = await flooded();
  const { rssBytes } = await gateway.usage();
  const held = Math.round((rssBytes - before.rssBytes) / 1_024 / count);
  say(`${count} streams that nobody reads, flooded`);
  say(`  memory ${mb(before.rssBytes)} → ${mb(rssBytes)}: ${held} KB a stream`);
  say(`  the provider got rid of ${mb(early / count)} a stream, and of ${mb((late - early) / count)} more later`);
  for (const { asked } of streams) asked.destroy();
  await sleep(2_000);
  const { text } = await get(upstream.port, '/state');
  say(`  all have left: ${/"open":\d+/.exec(text)?.[0]} at the provider, ${filesOf(pid)} files here`);
}

const folder = mkdtempSync(join(tmpdir(), 'failsoft-streams-'));
const upstream = await startListener((port) => [join(import.meta.dirname, 'streams', 'upstream.ts'), String(port)]);
const file = join(folder, 'failsoft.yaml');
const gateway = await startListener((port) => {
  const base = `http://127.0.0.1:${upstream.port}/v1`;
  const lines = [
    `listen: 127.0.0.1:${port}`,
    `providers: { spare: { protocol: openai-chat, baseUrl: "${base}", apiKey: none-needed-here } }`,
    'routes: [{ match: ["*"], deadline: 1h, ladder: [{ target: spare/*, contentIdle: 1h, total: 1h }] }]',
    'journal: { path: null }',
    'limits: { concurrency: 100000, connections: 100000 }',
  ];
  writeFileSync(file, lines.join('\n'));
  return [join(import.meta.dirname, '..', 'src', 'cli', 'main.ts'), 'serve', '--no-store', '--config', file];
});
try {
  const pid = pidOf(file);
  const most = Number(/Max open files\s+(\d+)/.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1]);
  const count = Math.min(Number(values.idle), Math.floor((most - SPARE_FILES) / 2));
  if (count < Number(values.idle)) say(`A process may have ${most} files here, which are ${count} streams.`);
  if (count > 0) await idleStreams(gateway, upstream, pid, count);
  if (Number(values.unread) > 0) await unreadStreams(gateway, upstream, pid, Number(values.unread));
} finally {
  await Promise.all([gateway.stop(), upstream.stop()]);
  rmSync(folder, { recursive: true, force: true });
}
