import { Agent } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULTS } from '../../model/fault.ts';
import { strikes } from './faults.ts';
import { FAULT_CATALOGUE, FAULT_NAMES, refusedPort, startSandbox } from './sandbox.ts';
import type { DialectId, FaultName, FaultRow, Sandbox } from './sandbox.ts';
import { look, wordsIn, type Look } from './testing/look.ts';
import { LOOKS } from './testing/looks.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ pace: 'instant' });
});
afterAll(() => sandbox.close());

type Asking = {
  readonly dialect: DialectId;
  readonly form: 'stream' | 'whole';
  readonly provider: string;
  readonly agent?: Agent;
};
type Case = Asking & { readonly fault: FaultName };

/** A pattern that fits no text. */
const NOTHING = /(?!)/;
/** When a client has seen enough of pings. */
const ENOUGH_MS = 900;

const TEXT = 'Hello 京都';
const SAID = { messages: [{ role: 'user', content: TEXT }] };

/** A question in every dialect. */
const QUESTIONS = {
  anthropic: (stream) => ({ path: 'messages', body: { ...SAID, model: 'claude-opus-5-5', stream, max_tokens: 500 } }),
  'openai-chat': (stream) => ({ path: 'chat/completions', body: { ...SAID, model: 'gpt-5.6', stream } }),
  'openai-responses': (stream) => ({ path: 'responses', body: { model: 'gpt-5.6', input: TEXT, stream } }),
  gemini: (stream) => ({
    path: `models/gemini-3.8-flash:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
    body: { contents: [{ role: 'user', parts: [{ text: TEXT }] }] },
  }),
  ollama: (stream) => ({ path: 'api/chat', body: { ...SAID, model: 'llama3.2', stream } }),
} as const satisfies Record<DialectId, (stream: boolean) => { readonly path: string; readonly body: object }>;

const DIALECTS: readonly DialectId[] = ['anthropic', 'openai-chat', 'openai-responses', 'gemini', 'ollama'];

function ask({ dialect, form, provider, agent }: Asking, patience: Patience = {}): Promise<Look> {
  const { path, body } = QUESTIONS[dialect](form === 'stream');
  const url = `${sandbox.baseUrl(provider, dialect)}/${path}`;
  return look({ url, body, ...(agent && { agent }), ...patience });
}

function row(fault: FaultName): FaultRow {
  return FAULT_CATALOGUE[fault];
}

/** All combinations that a fault strikes, or all that it does not. Each has a provider of its own. */
function cases(struck: boolean): readonly (readonly [string, Case])[] {
  return FAULT_NAMES.flatMap((fault) =>
    DIALECTS.flatMap((dialect) =>
      (['stream', 'whole'] as const)
        .filter((form) => strikes(fault, form, dialect) === struck)
        .map(
          (form) =>
            [
              `${fault}, ${dialect}, ${form}`,
              { fault, dialect, form, provider: `${fault}.${dialect}.${form}` },
            ] as const,
        ),
    ),
  );
}

/** Faults of which a client has seen enough some time. */
const WITHOUT_END = new Set<FaultName>(['pings-only', 'blank-lines-only', 'endless-spaces', 'endless-repetition']);
type Patience = { readonly enoughMs?: number; readonly silenceMs?: number };

function patienceWith(fault: FaultName): Patience {
  if (WITHOUT_END.has(fault)) return { enoughMs: ENOUGH_MS };
  // It ends some time, and that is to be seen.
  return fault === 'cut-while-silent' ? { enoughMs: 60_000, silenceMs: 60_000 } : {};
}

/** Faults behind or around which the answer goes on, so that a careless reader sees words. */
const WORDS_GO_ON = new Set<FaultName>([
  'stale-keep-alive',
  'giant-event',
  'malformed-event-before',
  'invalid-utf8-body',
  'stream-as-json',
  'endless-data-lines',
  'lost-start',
  'tool-json-cut-body',
]);

describe('the catalogue of faults', () => {
  it('is long, and expects of a gateway only what there is', () => {
    expect(FAULT_NAMES.length).toBeGreaterThanOrEqual(60);
    for (const name of FAULT_NAMES) {
      const { expects, summary } = row(name);
      expect(expects === 'legal' || Object.hasOwn(FAULTS, expects)).toBe(true);
      expect(summary).toMatch(/^[A-Z].*\.$/);
    }
  });

  it.concurrent.each(cases(true))('looks at the socket as its row says: %s', async (_, how) => {
    const { fault, dialect, form, provider } = how;
    sandbox.setFault(provider, fault);
    const seen = await ask(how, patienceWith(fault));
    const { status = 200, end = 'complete', type = /^/, has = /^/, hasNot = NOTHING, and = () => true } = LOOKS[fault];
    expect({ status: seen.status, end: seen.end }).toEqual({
      status: typeof status === 'number' ? status : status(dialect),
      end,
    });
    expect(seen.headers['content-type'] ?? '').toMatch(type);
    expect(seen.text).toMatch(has);
    expect(seen.text).not.toMatch(hasNot);
    expect(and(seen, dialect)).toBe(true);

    // The server hears of a client's going away a moment later.
    await expect.poll(() => sandbox.seen(provider)[0]?.completion).not.toBe('open');
    const [request] = sandbox.seen(provider);
    const truth = request?.answer?.text ?? '';
    const words = wordsIn(seen.text, dialect, form);
    const { when, expects } = row(fault);
    if (expects === 'legal') expect(words).toBe(truth);
    else if (when === 'after') expect(words.length).toBeGreaterThan(5);
    else if (!WORDS_GO_ON.has(fault)) expect(words).toBe('');
    if (['cut', 'stalled', 'overloaded'].includes(expects)) {
      expect(truth.startsWith(words)).toBe(true);
      expect(words).not.toBe(truth);
    }
    if (fault === 'stale-keep-alive') return;
    expect(request?.fault).toBe(fault);
    const left = end === 'silence' || end === 'going on';
    expect(request?.completion).toBe(expects === 'legal' ? 'answered' : left ? 'left' : 'faulted');
  });

  it.concurrent.each(cases(false))('leaves other requests alone: %s', async (_, how) => {
    sandbox.setFault(how.provider, how.fault, { times: 1 });
    const { text } = await ask(how);
    const [request] = sandbox.seen(how.provider);
    expect(wordsIn(text, how.dialect, how.form)).toBe(request?.answer?.text);
    expect(request).toMatchObject({ completion: 'answered', fault: null });
  });

  it('heals after as many strikes as it was told', async () => {
    sandbox.setFault('twice', 'internal-error', { times: 2 });
    const statuses: number[] = [];
    for (let time = 0; time < 4; time += 1) {
      statuses.push((await ask({ provider: 'twice', dialect: 'anthropic', form: 'whole' })).status);
    }
    expect(statuses).toEqual([500, 500, 200, 200]);
  });

  it('strikes one provider and not the others', async () => {
    sandbox.setFault('ill', 'internal-error');
    expect((await ask({ provider: 'well', dialect: 'openai-chat', form: 'stream' })).status).toBe(200);
    sandbox.setFault('ill', null);
    expect((await ask({ provider: 'ill', dialect: 'openai-chat', form: 'stream' })).status).toBe(200);
  });

  it('strikes lists of models as well as answers', async () => {
    sandbox.setFault('lists', 'unavailable-html');
    const response = await fetch(`${sandbox.baseUrl('lists')}/models`, { headers: { authorization: 'Bearer x' } });
    expect(response.status).toBe(503);
  });

  it('resets a kept-alive connection once it is used again, and answers on a fresh one', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    sandbox.setFault('stale', 'stale-keep-alive');
    const ends: string[] = [];
    for (let time = 0; time < 4; time += 1) {
      ends.push((await ask({ provider: 'stale', dialect: 'anthropic', form: 'whole', agent })).end);
    }
    agent.destroy();
    expect(ends).toEqual(['complete', 'reset', 'complete', 'reset']);
    const completions = sandbox.seen('stale').map(({ completion }) => completion);
    expect(completions).toEqual(['answered', 'faulted', 'answered', 'faulted']);
  });

  it('points a redirect at a place that tells who followed it', async () => {
    sandbox.setFault('moved', 'redirect');
    const response = await fetch(`${sandbox.baseUrl('moved')}/models`, { headers: { authorization: 'Bearer x' } });
    expect(response.url).toContain('/elsewhere/');
    expect(sandbox.seen('elsewhere')).toHaveLength(1);
  });

  it('has a port that refuses', async () => {
    const socket = connect(await refusedPort(), '127.0.0.1');
    const code = await new Promise((resolve) => {
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });
    expect(code).toBe('ECONNREFUSED');
  });
});
