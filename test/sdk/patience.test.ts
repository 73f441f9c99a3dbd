import { describe, expect, it } from 'vitest';
import { bodyOf } from '../fixtures/bodies.ts';
import { ask, type Dialect, DIALECTS } from '../fixtures/client.ts';
import { parsed } from '../fixtures/ear.ts';
import { scene, SECRET } from '../fixtures/scene.ts';
import { anthropic } from './anthropic.ts';
import { gemini } from './gemini.ts';
import { ollama } from './ollama.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiResponses } from './openai-responses.ts';

/** Whoever waits for more than ten seconds is told that somebody is still at it, in a way that every client bears. */
const { sandbox, gateway } = scene({ firstTokenMs: 0, tokenMs: 0 });

const SPEAKERS = [anthropic, openaiChat, openaiResponses, gemini, ollama];
const next = (dialect: Dialect): Dialect => DIALECTS[(DIALECTS.indexOf(dialect) + 1) % DIALECTS.length] ?? 'anthropic';

async function patient(): Promise<string> {
  const provider = (name: string, dialect: Dialect): string =>
    `  ${name}: { protocol: ${dialect}, baseUrl: "${sandbox().baseUrl(name, dialect)}", apiKey: ${SECRET} }`;
  const { url } = await gateway(
    [
      'providers:',
      ...DIALECTS.flatMap((dialect) => [
        provider(`mute-${dialect}`, dialect),
        provider(`loud-${dialect}`, next(dialect)),
        provider(`gone-${dialect}`, dialect),
      ]),
      'routes:',
      ...DIALECTS.flatMap((dialect) => [
        `  - { match: [late-${dialect}], ladder: [{ target: mute-${dialect}/*, firstContent: 11s, tries: 1 }, loud-${dialect}/*] }`,
        `  - { match: [never-${dialect}], ladder: [{ target: mute-${dialect}/*, firstContent: 11s, tries: 1 }, gone-${dialect}/*] }`,
      ]),
    ].join('\n'),
  );
  for (const dialect of DIALECTS) {
    sandbox().setFault(`mute-${dialect}`, 'silent-200');
    sandbox().setFault(`gone-${dialect}`, 'overloaded');
  }
  return url;
}

describe('when a provider says nothing for eleven seconds', () => {
  it('every client waits, hears the standby, or hears that there is none', async () => {
    const url = await patient();
    const question = { streamed: true, text: 'Tell me about rivers.' };
    const answers = Promise.all(
      SPEAKERS.map(async (speaker) => speaker.ask(url, { ...question, model: `late-${speaker.dialect}` })),
    );
    const refused = Promise.all(
      SPEAKERS.map(async (speaker) =>
        speaker.ask(url, { ...question, model: `never-${speaker.dialect}` }).then(
          () => 'an answer',
          (reason: unknown) => reason,
        ),
      ),
    );
    const list = ask(
      url,
      'gemini-list',
      bodyOf('gemini-list', { model: 'never-gemini', stream: true, content: 'Hello' }),
    );
    const heard = await answers;
    for (const [index, { dialect }] of SPEAKERS.entries()) {
      const said = sandbox().seen(`loud-${dialect}`).at(-1)?.answer;
      expect(heard[index]).toMatchObject({ text: said?.text, outputTokens: said?.usage.outputTokens, stop: 'done' });
    }
    for (const reason of await refused) expect(reason).toBeInstanceOf(Error);

    // The list was opened by nothing but space, and has to be one all the same.
    const { raw, complete, error, headers } = await list;
    expect(headers['content-type']).toBe('application/json');
    expect(raw).toMatch(/^\s/);
    expect([complete, error]).not.toEqual([true, '']);
    expect(parsed(raw)).toMatchObject([{ error: { status: expect.any(String) } }]);
  });
});
