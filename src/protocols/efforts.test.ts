import { describe, expect, it } from 'vitest';
import type { Effort } from '../model/conversation.ts';
import { nearestEffort } from './efforts.ts';

describe('the effort that comes closest', () => {
  it.each<[readonly Effort[], Effort, Effort | null]>([
    [['low', 'medium', 'high'], 'medium', 'medium'],
    [['low', 'medium', 'high'], 'max', 'high'],
    [['medium', 'high'], 'low', 'medium'],
    [['max', 'minimal'], 'xhigh', 'minimal'],
    [['none', 'high'], 'low', 'high'],
    [['none', 'high'], 'none', 'none'],
    [['low', 'high'], 'none', 'low'],
    [['none'], 'low', null],
    [[], 'low', null],
  ])('of %j to %s is %s', (known, wanted, effort) => {
    expect(nearestEffort(known, wanted)).toBe(effort);
  });
});
