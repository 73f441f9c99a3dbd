import { describe, expect, it } from 'vitest';
import type { Message } from '../model/conversation.ts';
import { text } from './testing/parts.ts';
import { withSystemFirst } from './turns.ts';

const say = (role: Message['role'], ...words: readonly string[]): Message => ({ role, parts: words.map(text) });
const reminder = (words: string): string => `<system-reminder>\n${words}\n</system-reminder>`;

describe('the system in front only', () => {
  it('says later words in the turn of the user next to them', () => {
    const messages = [
      say('system', 'a'),
      say('system', 'b'),
      say('user', 'c'),
      say('system', 'd'),
      say('assistant', 'e'),
      say('system', 'f'),
      say('user', 'g'),
    ];
    expect(withSystemFirst(messages)).toEqual({
      messages: [
        say('system', 'a'),
        say('system', 'b'),
        say('user', 'c', reminder('d')),
        say('assistant', 'e'),
        say('user', reminder('f'), 'g'),
      ],
      moved: true,
    });
  });

  it('is left as it is where nothing is said later', () => {
    const messages = [say('system', 'a'), say('user', 'b'), say('user', 'c'), say('system')];
    expect(withSystemFirst(messages).messages).toBe(messages);
    expect(withSystemFirst([say('system', 'a')])).toEqual({ messages: [say('system', 'a')], moved: false });
  });
});
