import { describe, expect, it } from 'vitest';
import { followed, settable } from './value.ts';

describe('a value', () => {
  it('tells of each change once, to everybody who still listens', () => {
    const value = settable(1);
    const heard: string[] = [];
    const listen = (): void => void heard.push(`a${value.get()}`);
    const [leave, leaveAgain] = [value.subscribe(listen), value.subscribe(listen)];
    value.set(1);
    value.set(2);
    leave();
    value.set(3);
    leaveAgain();
    value.set(4);
    expect(heard).toEqual(['a2', 'a2', 'a3']);
  });

  it('that is followed begins with the first who listens, and ends with the last, however often they let go', () => {
    const happened: string[] = [];
    const value = followed(0, (set) => {
      happened.push('begun');
      set(happened.length);
      return () => void happened.push('ended');
    });
    expect([value.get(), happened]).toEqual([0, []]);
    const leaves = [value.subscribe(() => {}), value.subscribe(() => {})];
    leaves[0]?.();
    leaves[0]?.();
    expect([value.get(), happened]).toEqual([1, ['begun']]);
    leaves[1]?.();
    expect(happened).toEqual(['begun', 'ended']);
    value.subscribe(() => {})();
    expect([value.get(), happened]).toEqual([3, ['begun', 'ended', 'begun', 'ended']]);
  });
});
