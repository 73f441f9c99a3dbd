import { beforeAll, describe, expect, it } from 'vitest';
import { MINT_MARK } from '../src/protocols/protocol.ts';
import { type Capture, captures, capturesAreThere, endsInResults, toolsIn } from './fixtures/captures.ts';
import { deliver, type Dialect, DIALECTS, type Heard } from './fixtures/client.ts';
import { askMore, type Body, giveResults } from './fixtures/go-on.ts';
import { scene, SECRET } from './fixtures/scene.ts';

const wanted = capturesAreThere || process.env['FAILSOFT_TEST_ALL'] === '1';
if (!wanted) console.log('Skipped: requests of real clients, which are not in this copy.');

/** What each standby is asked for. */
const STANDBYS: Readonly<Record<Dialect, string>> = {
  anthropic: 'claude-sonnet-5-5',
  'openai-chat': 'gpt-5.6',
  'openai-responses': 'gpt-5.6',
  gemini: 'gemini-3.8-flash',
  ollama: 'qwen3.5',
};

/**
 * All that is lost when a standby of another protocol answers, client by client: what no other dialect can say, and what each
 * standby cannot besides. Nothing of it keeps the client from going on.
 */
// oxfmt-ignore
const LOST: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'claude-code, anthropic': {
    anywhere: 'billing header, cache_control, context_management, defer_loading, messages.output_config, thinking of earlier turns, thinking.display, tool_reference, user',
    'openai-chat': 'media in a tool result',
    gemini: 'media in a tool result, system between turns',
    ollama: 'system between turns, thinking.effort, tools.schema',
  },
  'codex, openai-responses': {
    anywhere: 'client_metadata, grammar of a tool, place of tools, reasoning.context, text.verbosity, thinking of earlier turns, web_search, web_search.external_web_access',
    'openai-chat': 'prompt_cache_key',
    gemini: 'parallel_tool_calls, prompt_cache_key',
    ollama: 'parallel_tool_calls, prompt_cache_key, thinking.effort, tools.schema',
  },
  'gemini-cli, gemini': {
    anywhere: 'thinking of earlier turns',
    anthropic: 'top_k, top_p',
    'openai-chat': 'response_format.strict, temperature, top_k, top_p',
    'openai-responses': 'response_format.strict, temperature, top_k, top_p',
    ollama: 'thinking.effort, tools.schema',
  },
  'opencode, anthropic': {
    anywhere: 'cache_control, eager_input_streaming, thinking.block_binding, thinking.budget',
    ollama: 'thinking.effort',
  },
  'opencode, openai-chat': {
    anthropic: 'thinking of earlier turns',
    'openai-responses': 'thinking of earlier turns',
  },
  'opencode, openai-responses': {
    anthropic: 'temperature, thinking',
    'openai-chat': 'prompt_cache_key, temperature',
    gemini: 'prompt_cache_key, thinking',
    ollama: 'prompt_cache_key',
  },
  'sdks, gemini': {
    anthropic: 'temperature',
    'openai-chat': 'temperature',
    'openai-responses': 'temperature',
  },
  'sdks, ollama': {
    anthropic: 'thinking',
    gemini: 'thinking',
  },
};

/** What must not be lost, so that the standby is passed over: client and standby. */
const PASSED_OVER = ['claude-code-parallel-image-pdf/003 ollama: application/pdf'];

const { sandbox, gateway } = scene({ firstTokenMs: 0, tokenMs: 0 });
let url = '';

beforeAll(async () => {
  const provider = (name: string, dialect: Dialect): string =>
    `  ${name}: { protocol: ${dialect}, baseUrl: "${sandbox().baseUrl(name, dialect)}", apiKey: ${SECRET} }`;
  const one = await gateway(
    [
      'providers:',
      ...DIALECTS.flatMap((dialect) => [provider(`up-${dialect}`, dialect), provider(`down-${dialect}`, dialect)]),
      'routes:',
      ...DIALECTS.flatMap((dialect) => [
        `  - { match: [to-${dialect}], ladder: [up-${dialect}/*] }`,
        ...DIALECTS.map(
          (standby) =>
            `  - { match: [${dialect}-to-${standby}], ladder: [{ target: down-${dialect}/*, tries: 1 }, up-${standby}/${STANDBYS[standby]}] }`,
        ),
      ]),
    ].join('\n'),
  );
  ({ url } = one);
  for (const dialect of DIALECTS) sandbox().setFault(`down-${dialect}`, 'overloaded');
});

/** Sends a body as its client did, with another name of a model. */
async function send({ dialect, path, headers }: Capture, body: Body, model: string): Promise<Heard> {
  const named = dialect === 'gemini' ? body : { ...body, model };
  return deliver(url, dialect, { path: path(model), body: JSON.stringify(named), headers });
}

const said = (dialect: Dialect) => sandbox().seen(`up-${dialect}`).at(-1)?.answer;
const others = ({ dialect }: Capture): readonly Dialect[] => DIALECTS.filter((one) => one !== dialect);
const shortName = ({ name }: Capture): string => name.replace(/_.*/, '');

/** Losses that were seen: client and dialect, standby, and what. */
const seenLosses = new Map<string, Map<Dialect, Set<string>>>();

function noteLosses({ client, dialect }: Capture, standby: Dialect, { headers }: Heard): void {
  const key = `${client}, ${dialect}`;
  const here = seenLosses.get(key) ?? new Map<Dialect, Set<string>>();
  seenLosses.set(key, here);
  const all = here.get(standby) ?? new Set<string>();
  here.set(standby, all);
  for (const what of String(headers['x-failsoft-lost'] ?? '').split(', ')) if (what !== '') all.add(what);
}

describe.runIf(wanted)('requests of real clients', () => {
  it('are there', () => {
    expect(captures().length).toBeGreaterThan(40);
    expect(new Set(captures().map(({ dialect }) => dialect))).toEqual(new Set(DIALECTS));
  });

  describe.each(captures().map((one) => [shortName(one), one] as const))('%s', (name, one) => {
    it('reaches its own provider byte for byte', async () => {
      const before = sandbox().seen(`up-${one.dialect}`).length;
      const heard = await send(one, one.body, `to-${one.dialect}`);
      expect(heard).toMatchObject({ status: 200, complete: true, error: '' });
      expect(heard.headers['x-failsoft-mode']).toBe('primary');
      expect(heard.headers['x-failsoft-lost']).toBeUndefined();
      const sent = sandbox().seen(`up-${one.dialect}`)[before]?.body ?? '';
      const named = one.dialect === 'gemini' ? one.body : { ...one.body, model: `to-${one.dialect}` };
      if (JSON.stringify(one.body).includes(MINT_MARK)) expect(sent).not.toContain(MINT_MARK);
      else expect(sent).toBe(JSON.stringify(named));
    });

    it.each(others(one))('is served by a standby that speaks %s', async (standby) => {
      const heard = await send(one, one.body, `${one.dialect}-to-${standby}`);
      if (heard.status !== 200) {
        const [, what] = /cannot be asked for this: ([^(]+?) \(/.exec(heard.error) ?? [];
        expect(PASSED_OVER).toContain(`${name} ${standby}: ${what}`);
        return;
      }
      expect(heard).toMatchObject({ complete: true, error: '' });
      expect(heard.headers['x-failsoft-mode']).toBe('standby');
      expect(heard.text).toBe(said(standby)?.text);
      noteLosses(one, standby, heard);
    });
  });

  const calling = captures().filter((one) => toolsIn(one.body).size > 0 && !endsInResults(one));
  describe.each(calling.map((one) => [shortName(one), one] as const))('%s', (name, one) => {
    it.each(DIALECTS)('goes on behind calls of tools, answered by %s', async (provider) => {
      const model = provider === one.dialect ? `to-${provider}` : `${one.dialect}-to-${provider}`;
      const question = askMore(one.dialect, one.body, 'Please use what you have. [tools]');
      const heard = await send(one, question, model);
      if (heard.status !== 200) {
        expect(PASSED_OVER.some((passed) => passed.startsWith(`${name} ${provider}:`))).toBe(true);
        return;
      }
      const calls = said(provider)?.toolCalls ?? [];
      expect(calls.length).toBeGreaterThan(0);
      expect(heard).toMatchObject({ complete: true, error: '', text: said(provider)?.text });
      expect(heard.tools).toHaveLength(calls.length);
      for (const { name: tool, id } of heard.tools) {
        expect(toolsIn(one.body)).toContain(tool);
        expect(id).not.toBe('');
      }
      expect(new Set(heard.tools.map(({ id }) => id)).size).toBe(calls.length);

      const after = await send(one, giveResults(one.dialect, question, heard), model);
      expect(after).toMatchObject({ status: 200, complete: true, error: '' });
      for (const index of heard.tools.keys()) expect(after.text).toContain(`said “result ${index}”`);
    });
  });

  it('lose with a standby what is listed, and nothing else', () => {
    const listed = Object.fromEntries(
      [...seenLosses].map(([key, standbys]) => [
        key,
        Object.fromEntries([...standbys].map(([standby, found]) => [standby, [...found].toSorted().join(', ')])),
      ]),
    );
    const expected = Object.fromEntries(
      [...seenLosses].map(([key, standbys]) => [
        key,
        Object.fromEntries([...standbys.keys()].map((standby) => [standby, lossesOf(LOST[key] ?? {}, standby)])),
      ]),
    );
    expect(listed).toEqual(expected);
    expect([...seenLosses.keys()]).toEqual(expect.arrayContaining(Object.keys(LOST)));
  });
});

function lossesOf(table: Readonly<Record<string, string>>, standby: Dialect): string {
  return [table['anywhere'], table[standby]]
    .flatMap((text) => (text === undefined ? [] : text.split(', ')))
    .toSorted()
    .join(', ');
}
