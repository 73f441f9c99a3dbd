import { describe, expect, it } from 'vitest';
import { printed } from '../store/editions/testing/editions.ts';
import { type Ages, shownOf, type Standing } from './showing.ts';

const MADE = 1_790_000_000_000;
const HOUR = 3_600_000;
const AGES: Ages = { staleMs: HOUR, expiresMs: 2 * HOUR, fallback: 'Later.', format: 'markdown' };
const one = printed('daily', 'Text', MADE);
const standing = (confirmed: Standing['builds']['confirmed'] = null): Standing => ({
  printed: one,
  builds: { confirmed },
});

/** What is shown so long after it was made, in brief. */
function shown(afterMs: number, of: Standing = standing(), ages: Partial<Ages> = {}): unknown {
  const found = shownOf({ ...AGES, ...ages }, of, MADE + afterMs);
  if (found === null) return null;
  return found.kind === 'fallback'
    ? found.text
    : [found.stale ? 'stale' : 'fresh', found.ageMs, found.freshMs, found.goodMs];
}

describe('a slot shows', () => {
  it('its edition, then its date with it, then the fallback', () => {
    expect(shown(0)).toEqual(['fresh', 0, HOUR, 2 * HOUR]);
    expect(shown(HOUR - 1)).toEqual(['fresh', HOUR - 1, 1, HOUR + 1]);
    expect(shown(HOUR)).toEqual(['stale', HOUR, 0, HOUR]);
    expect(shown(2 * HOUR)).toBe('Later.');
    expect(shown(2 * HOUR, standing(), { fallback: null })).toBeNull();
    expect(shown(1_000 * HOUR, standing(), { expiresMs: null })).toEqual(['stale', 1_000 * HOUR, 0, null]);
  });

  it('an edition that was found to be as good as a new one as if it were new, and no other', () => {
    const { id } = one.edition;
    expect(shown(3 * HOUR, standing({ edition: id, atMs: MADE + 2.5 * HOUR }))).toEqual([
      'fresh',
      HOUR / 2,
      HOUR / 2,
      1.5 * HOUR,
    ]);
    expect(shown(3 * HOUR, standing({ edition: 'another', atMs: MADE + 2.5 * HOUR }))).toBe('Later.');
    expect(shown(3 * HOUR, standing({ edition: id, atMs: MADE + 90 * HOUR }))).toBe('Later.');
  });

  it('an edition of the future as one of which nobody knows how old it is', () => {
    expect(shown(-30_000)).toEqual(['fresh', 0, HOUR, 2 * HOUR]);
    expect(shown(-48 * HOUR)).toEqual(['stale', null, 0, 0]);
  });

  it('nothing, or the fallback, where nothing is published', () => {
    const empty: Standing = { printed: null, builds: { confirmed: null } };
    expect(shown(0, empty)).toBe('Later.');
    expect(shown(0, empty, { fallback: null })).toBeNull();
  });
});
