import { describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../../protocols/index.ts';
import type { Reader } from '../readers/reader.ts';
import { translateStream } from '../readers/translate.ts';
import { BEGIN, event, failsAfter, scene, stop, TEXT, words } from '../testing/one-call.ts';

describe('an answer that has said how it ends', () => {
  const SAID = BEGIN + TEXT + words('Hello') + stop(0);
  const WHY = event('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } });
  const options = { model: 'm', after: null, usage: true, changes: [] };
  const readers = (): readonly (Reader | undefined)[] => [
    undefined,
    translateStream(PROTOCOLS.anthropic, PROTOCOLS['openai-chat'], options),
  ];
  const FINAL = ['event: message_stop\ndata: {"type":"message_stop"}\n\n', 'data: [DONE]\n\n'];

  it('is whole although its connection breaks before it is over, or nothing more comes', () => {
    for (const [place, reader] of readers().entries()) {
      for (const end of ['breaks', 'stalls'] as const) {
        const one = scene(reader === undefined ? {} : { reader: readers()[place] ?? reader });
        one.sends(SAID);
        one.sends(WHY);
        if (end === 'breaks') one.breaks();
        else expect(failsAfter(one)).toBeNull();
        expect([one.fault(), one.ended()]).toEqual([null, true]);
        expect(one.text().endsWith(FINAL[place] ?? '')).toBe(true);
      }
    }
  });

  it('is not whole a moment before', () => {
    for (const reader of readers()) {
      const one = scene(reader === undefined ? {} : { reader });
      one.sends(SAID + WHY.slice(0, -10));
      one.breaks();
      expect(one.fault()).toMatchObject({ kind: 'cut', message: expect.stringContaining('ECONNRESET') });
      expect(one.text()).not.toMatch(/message_stop|DONE/);
    }
  });
});
