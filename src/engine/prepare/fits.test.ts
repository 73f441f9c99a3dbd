import { describe, expect, it } from 'vitest';
import { ask, type Conversation, type Part } from '../../model/conversation.ts';
import { type ModelFacts, modelFacts } from '../../providers/models.ts';
import { ollama } from '../../providers/ollama.ts';
import { checkFits } from './fits.ts';

const UNKNOWN = modelFacts(ollama, 'a-model-that-nobody-knows');
const SMALL: ModelFacts = { ...UNKNOWN, contextTokens: 4_096, media: { ...UNKNOWN.media, audio: false } };
const words = (count: number): Conversation => ask('word '.repeat(count));
const sound: Part = { type: 'media', mediaType: 'audio/wav', name: '', source: { kind: 'base64', data: 'AA==' } };
const heard: Conversation = { ...ask(''), messages: [{ role: 'user', parts: [sound] }] };

describe('a conversation', () => {
  it('fits where nothing speaks against it', () => {
    checkFits(words(1_000), SMALL, 'm');
    checkFits(words(100_000), UNKNOWN, 'm');
    checkFits(heard, UNKNOWN, 'm');
  });

  it('is tried where it may just fit', () => {
    checkFits(words(5_000), SMALL, 'm');
  });

  it('is kept from a window that is surely too small, and the caller hears by how much', () => {
    expect(() => checkFits(words(20_000), SMALL, 'm at X')).toThrow(
      expect.objectContaining({
        kind: 'unsayable',
        message: expect.stringMatching(/^m at X has a window of 4096 tokens, and this is about \d{5}$/),
      }),
    );
  });

  it('with sound is kept from models that cannot hear', () => {
    expect(() => checkFits(heard, SMALL, 'm at X')).toThrow('m at X takes no audio');
  });
});
