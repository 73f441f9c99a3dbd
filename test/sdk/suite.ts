import { describe, expect, it } from 'vitest';
import { DIALECTS } from '../fixtures/client.ts';
import { stage } from '../fixtures/stage.ts';
import type { Question, Speaker, Understood } from './speaker.ts';

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const CASES: readonly (readonly [string, Omit<Question, 'model' | 'streamed'>])[] = [
  ['plain words', { text: 'Tell me about rivers — “all” of them. 🚦' }],
  ['a long answer', { text: 'Tell me everything about the sea. [long]' }],
  ['a call of a tool', { text: 'Weather in Oslo? [tool]', tools: true }],
  ['calls side by side', { text: 'Weather in Oslo and Rome? [tools]', tools: true }],
  ['no call, although there are tools', { text: 'Hello', tools: true }],
  ['thinking', { text: 'Think, then tell me about bridges.', think: true }],
  ['thinking and a call', { text: 'Think, then look. [tool]', think: true, tools: true }],
  ['words that fit a schema', { text: 'Where and for how long?', schema: true }],
  ['an answer that a limit ends', { text: 'Tell me everything. [long]', maxTokens: 20 }],
  ['an answer that the caller’s own text ends', { text: 'Tell me everything. [long]', stop: 'simulated' }],
  ['a refusal', { text: '[refuse] this' }],
  ['an answer about a picture', { text: 'What is that?', image: PNG }],
];

/** What an official client understands of every provider's answers, compared with what the provider said. */
export function suite(speaker: Speaker): void {
  const { url, sandbox, said } = stage();

  describe.each(DIALECTS)(`${speaker.name}, answered by a provider that speaks %s`, (provider) => {
    describe.each([
      ['streamed', true],
      ['whole', false],
    ] as const)('%s', (_, streamed) => {
      it.each(CASES.filter(([, { stop }]) => stop === undefined || speaker.mute.stop !== true))(
        'understands %s',
        async (title, question) => {
          const understood = await speaker.ask(url(), { ...question, model: `at-${provider}`, streamed });
          expect(understood).toEqual(until(question.stop, truth(provider, speaker), understood));
          const seen = sandbox().seen(provider).at(-1);
          if (question.stop === undefined) expect(seen?.completion).toBe('answered');
          if (question.image !== undefined) expect(seen?.body).toContain(PNG);
          if (question.schema)
            expect(Object.keys(JSON.parse(understood.text) as object).sort()).toEqual(['city', 'days']);
          if (question.maxTokens !== undefined) expect(understood.stop).toBe('length');
          if (/\[tools?\]/.test(question.text))
            expect(understood.calls).toHaveLength(title === 'calls side by side' ? 2 : 1);
          // Chat Completions has no words for it, and so its provider has none.
          if (question.think && provider !== 'openai-chat') expect(said(provider).thinking).not.toBe('');
        },
      );

      it('goes through calls of tools, their results, and on', async () => {
        const answers = await speaker.converse(url(), { model: `at-${provider}`, streamed });
        expect(answers).toEqual([2, 1, 0].map((before) => truth(provider, speaker, before)));
        expect(answers[0]?.calls).toHaveLength(2);
        expect(answers[1]?.text).toMatch(/weather said “result 0”; weather said “result 1”/);
        expect(answers[2]?.text).toContain('And what shall I wear?');
      });
    });

    it.runIf(provider !== speaker.dialect).each([
      ['streamed', true],
      ['whole', false],
    ] as const)(
      'goes there in the middle of its calls, and back to its own provider behind them, %s',
      async (form, streamed) => {
        const [own, other] = [`early-${speaker.dialect}`, `late-${provider}`];
        const model = `${speaker.dialect}-then-${provider}-${form}`;
        const answers = await speaker.converse(url(), {
          model,
          streamed,
          before: (turn) => {
            sandbox().setFault(own, turn === 1 ? 'overloaded' : null);
            sandbox().setFault(other, turn === 1 ? null : 'overloaded');
          },
        });
        expect(answers).toEqual(
          [truth(own, speaker, 1), truth(other, speaker), truth(own, speaker)].map((one) => ({ ...one, model })),
        );
        expect(answers[0]?.calls).toHaveLength(2);
        expect(answers[1]?.text).toMatch(/weather said “result 0”; weather said “result 1”/);
        expect(answers[2]?.text).toContain('And what shall I wear?');
      },
    );

    it('goes away in the middle, and nobody goes on for it', async () => {
      const down = `down-${provider}`;
      // It would wait for ever for the rest.
      sandbox().setFault(down, 'stall-after-content');
      await speaker.leave(url(), `${down}-left`);
      await expect.poll(() => sandbox().seen(down).at(-1)?.completion).toBe('left');
      sandbox().setFault(down, null);
    });

    it('hears of errors as it would from its own provider', async () => {
      const down = `down-${provider}`;
      const ask = async (model: string, streamed: boolean): Promise<unknown> =>
        speaker.ask(url(), { model: `${down}-${model}`, text: 'Tell me everything. [long]', streamed }).then(
          () => 'no error at all',
          (reason: unknown) => reason,
        );
      for (const streamed of [true, false]) {
        sandbox().setFault(down, 'overloaded');
        expect(await ask(`busy-${streamed}`, streamed)).toSatisfy(speaker.isOurFault);
        sandbox().setFault(down, 'context-too-long');
        expect(await ask(`long-${streamed}`, streamed)).toSatisfy(speaker.isTheirFault);
      }
      for (const fault of ['clean-cut', 'error-mid-stream', 'reset-mid-event'] as const) {
        sandbox().setFault(down, fault);
        const error = await ask(fault, true);
        expect(error).toBeInstanceOf(Error);
        // What was said of it counts, and not the end of the connection behind that.
        expect(String(error)).not.toMatch(
          /^(Type)?Error: (terminated|aborted|read ECONNRESET)|Connection error|fetch failed/i,
        );
      }
      sandbox().setFault(down, null);
    });
  });

  /** The same up to the caller's own text. Where the gateway ends the answer itself, nobody counts what was not said. */
  function until(stop: string | undefined, told: Understood, { inputTokens, outputTokens }: Understood): Understood {
    const [text = ''] = stop === undefined ? [told.text] : told.text.split(stop);
    return text === told.text ? told : { ...told, text, inputTokens, outputTokens };
  }

  /** What the client should have understood. */
  function truth(provider: string, { mute }: Speaker, before = 0): Understood {
    const answer = said(provider, before);
    const refused = answer.stop === 'refused' && mute.refusal !== true && provider !== 'ollama';
    return {
      model: `at-${provider}`,
      text: answer.text,
      thinking: mute.thinking === true ? '' : answer.thinking,
      calls: answer.toolCalls.map(({ name, input }) => ({ name, input })),
      stop: refused ? 'refused' : answer.stop === 'length' || answer.stop === 'tool-call' ? answer.stop : 'done',
      inputTokens: answer.usage.inputTokens,
      outputTokens: answer.usage.outputTokens,
    };
  }
}
