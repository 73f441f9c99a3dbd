import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { unpackAnswer } from '../src/deferred/answer.ts';
import { aboutText } from '../src/deferred/queue.ts';
import { at, type Json, textAt } from '../src/model/json.ts';
import { Secret } from '../src/model/secret.ts';
import { openJobFile } from '../src/store/deferred/threaded.ts';
import { sealing } from '../src/store/sealing.ts';
import { startReceiver } from './fixtures/receiver.ts';

/** Two processes at a time on one file, each killed so often. */
const ROUNDS = Number(process.env['FAILSOFT_KILLS'] ?? 100) / 2;

const folder = mkdtempSync(join(tmpdir(), 'failsoft-kill-'));
const children = new Set<ChildProcess>();
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A model that says the question again after a while, and notes when one question is asked twice at the same time. */
async function startModel() {
  const open = new Map<string, number>();
  const asked = new Map<string, number>();
  const twice: string[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    request.on('end', () => {
      const body: Json = JSON.parse(text);
      const question = textAt(body, 'messages', 0, 'content');
      open.set(question, (open.get(question) ?? 0) + 1);
      asked.set(question, (asked.get(question) ?? 0) + 1);
      if ((open.get(question) ?? 0) > 1) twice.push(question);
      response.on('close', () => open.set(question, (open.get(question) ?? 0) - 1));
      const say = (delta: object, finish: string | null): string =>
        `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      setTimeout(() => {
        response.write(say({ role: 'assistant', content: `answer to ${question}` }, null));
        response.end(`${say({}, 'stop')}data: [DONE]\n\n`);
      }, Math.random() * 60);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, asked, twice, close: () => server.close() };
}

type Child = { readonly child: ChildProcess; readonly lines: readonly string[] };

async function startChild(words: readonly string[]): Promise<Child> {
  const script = join(import.meta.dirname, 'fixtures', 'deferred-child.ts');
  const child = spawn(process.execPath, [script, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.add(child);
  const lines: string[] = [];
  let rest = '';
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const all = (rest + text).split('\n');
    rest = all.pop() ?? '';
    lines.push(...all);
    if (lines.includes('ready')) resolve();
  });
  await Promise.race([ready, once(child, 'exit')]);
  return { child, lines };
}

async function kill({ child }: Child): Promise<void> {
  const gone = once(child, 'close');
  child.kill('SIGKILL');
  await gone;
  children.delete(child);
}

const pause = async (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

describe('a queue whose processes are killed again and again', () => {
  it('loses no acknowledged job, gives none to two at once, and has one result of each, told under one id', async () => {
    const model = await startModel();
    const told = await startReceiver();
    const path = join(folder, 'deferred.db');
    const words = (name: string, admits: string): string[] => [path, model.url, `${told.url}/hook`, name, admits];
    const acknowledged = new Map<string, string>();
    const life = async (name: string): Promise<void> => {
      const one = await startChild(words(name, 'yes'));
      await pause(Math.random() * 500);
      await kill(one);
      for (const line of one.lines) {
        const [said, id = '', question = ''] = line.split(' ');
        if (said === 'ack') acknowledged.set(id, question);
      }
    };
    for (let round = 0; round < ROUNDS; round += 1) await Promise.all([life(`a${round}`), life(`b${round}`)]);
    expect(acknowledged.size).toBeGreaterThan(ROUNDS);

    const last = await startChild(words('last', 'no'));
    const untilLast = async (is: () => boolean): Promise<void> => {
      while (!is()) {
        const { exitCode, signalCode } = last.child;
        if (exitCode !== null || signalCode !== null) throw new Error(`It has ended with ${exitCode ?? signalCode}`);
        await pause(100);
      }
    };
    await untilLast(() => last.lines.at(-1) === 'left 0');
    const news = (): Map<string, Set<string>> => {
      const all = new Map<string, Set<string>>();
      for (const { body } of told.got) {
        const event: Json = JSON.parse(body);
        const job = textAt(event, 'subject');
        all.set(job, (all.get(job) ?? new Set()).add(`${textAt(event, 'id')} ${JSON.stringify(at(event, 'data'))}`));
      }
      return all;
    };
    const untold = (): boolean => {
      const heard = news();
      return [...acknowledged.keys()].some((id) => !heard.has(id));
    };
    await untilLast(() => !untold());
    await kill(last);

    const store = openJobFile({ path, pagesMax: null, troubled: () => {}, well: () => {} });
    const seals = sealing({ key: new Secret('a-key-of-more-than-thirty-two-letters'), oldKeys: [] });
    const heard = news();
    const wrong: string[] = [];
    for (const [id, question] of acknowledged) {
      const job = await store.find({ id });
      const sealed = await store.text({ id, kind: 'answer' });
      const answer =
        sealed === null || job === null ? null : unpackAnswer(seals.open(sealed, aboutText(id, job.tenant, 'answer')));
      const text = answer === null ? '' : Buffer.from(answer.body).toString('utf8');
      if (job?.state !== 'done' || !text.includes(`answer to ${question}"`))
        wrong.push(`${id} ${question} ${job?.state}`);
      const results = heard.get(id) ?? new Set();
      if (results.size !== 1 || ![...results][0]?.startsWith(`${job?.resultId} `))
        wrong.push(`${id} was told ${results.size} results`);
    }
    await store.close();
    await told.close();
    model.close();
    const asked = [...model.asked.values()].reduce((sum, count) => sum + count, 0);
    console.info(
      `${2 * ROUNDS} kills: ${acknowledged.size} jobs acknowledged, ${model.asked.size} questions asked ${asked} times, ` +
        `${told.got.length} news, ${wrong.length} wrong, ${model.twice.length} at two at once`,
    );
    expect(wrong).toEqual([]);
    expect(model.twice).toEqual([]);
  }, 600_000);
});
