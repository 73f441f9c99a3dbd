import { describe, expect, it } from 'vitest';
import { bodyOf, type Wanted } from './fixtures/bodies.ts';
import { ask, DIALECTS, type Dialect, type Heard, type Way, WAYS } from './fixtures/client.ts';
import { scene } from './fixtures/scene.ts';

/** Whole answers that are asked for as streams. */

const { sandbox, gateway, provider } = scene({ firstTokenMs: 1, tokenMs: 0 });

async function route(name: string, dialect: Dialect, rung: string, next?: string): Promise<string> {
  const others = next === undefined ? '' : `, ${name}-next/m`;
  const { url } = await gateway(
    [
      'providers:',
      provider(name, dialect),
      provider(`${name}-next`, 'anthropic'),
      `routes: [{ match: ["*"], ladder: [{ target: ${name}/m, ${rung} }${others}] }]`,
    ].join('\n'),
  );
  return url;
}

const whole = (way: Way, more: Partial<Wanted> = {}): object =>
  bodyOf(way, { model: 'asked', stream: false, content: 'Tell me about the sea.', ...more });
const wasStreamed = (name: string): boolean => {
  const { body = '', path = '' } = sandbox().seen(name).at(-1) ?? {};
  return path.includes(':streamGenerateContent') || /"stream":\s*true/.test(body);
};
/** What a client understands of an answer, without what is made by chance. */
const understood = ({ text, thinking, tools, stop, output, complete, error, status }: Heard): object => ({
  text,
  thinking,
  stop,
  output,
  complete,
  error,
  status,
  tools: tools.map(({ name, input }) => [name, JSON.parse(input)]),
});

describe.each(WAYS.filter((way) => way !== 'gemini-list'))('a whole answer for a caller of %s', (way) => {
  it.each(DIALECTS)('is the same when it was gathered from a stream of %s', async (dialect) => {
    const name = `${way}-${dialect}`;
    const plain = await route(name, dialect, 'gather: false');
    const gathering = await route(name, dialect, 'gather: true');
    for (const more of [{}, { content: '[tool]', tools: true }, { thinking: true }]) {
      if (way === 'ollama-generate' && more.tools === true) continue;
      const wanted = await ask(plain, way, whole(way, more));
      expect([wanted.complete, wasStreamed(name)]).toEqual([true, false]);
      const heard = await ask(gathering, way, whole(way, more));
      expect(wasStreamed(name)).toBe(true);
      expect(understood(heard)).toEqual(understood(wanted));
    }
  });
});

describe('a provider that goes wrong in the middle', () => {
  it.each(['clean-cut', 'reset-mid-event', 'error-mid-stream', 'malformed-event-after', 'empty-completion'] as const)(
    'is noticed by nobody but the next rung: %s',
    async (fault) => {
      const name = `wrong-${fault}`;
      const url = await route(name, 'openai-chat', 'gather: true', 'next');
      sandbox().setFault(name, fault);
      const heard = await ask(url, 'openai-chat', whole('openai-chat'));
      expect(heard).toMatchObject({
        status: 200,
        complete: true,
        text: sandbox().seen(`${name}-next`).at(-1)?.answer?.text,
      });
    },
  );

  it('is left when nothing comes for as long as nothing may come in a stream', async () => {
    const url = await route('hangs', 'anthropic', 'gather: true, contentIdle: 200ms, firstContent: 200ms', 'next');
    for (const fault of ['header-hang', 'stall-before-content', 'stall-after-content'] as const) {
      sandbox().setFault('hangs', fault);
      const heard = await ask(url, 'openai-responses', whole('openai-responses'));
      expect(heard).toMatchObject({ complete: true, headers: { 'x-failsoft-mode': 'standby' } });
    }
  });

  it('is told as ever when nobody else can answer', async () => {
    const url = await route('alone', 'anthropic', 'gather: true, tries: 1');
    sandbox().setFault('alone', 'clean-cut');
    const heard = await ask(url, 'anthropic', whole('anthropic'));
    expect(heard).toMatchObject({
      status: 502,
      complete: false,
      error: expect.stringContaining('stopped before its end'),
    });
  });
});

describe('a request', () => {
  it('is passed on as it came where a stream could not say all that it asks for', async () => {
    const url = await route('logprobs', 'openai-chat', 'gather: true');
    const heard = await ask(url, 'openai-chat', { ...whole('openai-chat'), logprobs: true });
    expect(heard.complete).toBe(true);
    expect(wasStreamed('logprobs')).toBe(false);
  });

  it('for a stream is what it was', async () => {
    const url = await route('streams', 'openai-chat', 'gather: true');
    const body = bodyOf('openai-chat', { model: 'm', stream: true, content: 'Hello' });
    expect(await ask(url, 'openai-chat', body)).toMatchObject({ complete: true });
    expect(JSON.parse(sandbox().seen('streams').at(-1)?.body ?? '')).toEqual(body);
  });

  it('can be taken up again behind a line that broke, too', async () => {
    const url = await route('both', 'openai-responses', 'gather: true, resume: true');
    sandbox().setFault('both', 'reset-mid-event', { times: 2 });
    const heard = await ask(url, 'anthropic', whole('anthropic'));
    expect(heard).toMatchObject({ complete: true, text: sandbox().seen('both')[0]?.answer?.text });
    expect(
      sandbox()
        .seen('both')
        .map(({ method }) => method),
    ).toEqual(['POST', 'GET', 'GET']);
  });
});
