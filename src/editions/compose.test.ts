import { describe, expect, it } from 'vitest';
import { type Builds, NO_BUILDS } from '../model/edition.ts';
import { bodyOf, type Ended, remembered } from './compose.ts';

describe('what a model said', () => {
  it.each([
    ['has one line end behind it', 'Text\r\n\r\n', 'Text\n'],
    ['loses the fence around the whole', '```markdown\n# Text\n```', '# Text\n'],
    [
      'keeps a fence that is a part of it',
      '```sh\nls\n```\n\nand\n\n```sh\npwd\n```',
      '```sh\nls\n```\n\nand\n\n```sh\npwd\n```\n',
    ],
  ])('%s', (_, said, body) => {
    expect(bodyOf(said, 'markdown')).toBe(body);
  });

  it('is nothing but JSON where that is asked for', () => {
    expect(bodyOf('```json\n{"a":1}\n```', 'json')).toBe('{"a":1}');
  });
});

const ended = (outcome: Ended['outcome'], more: Partial<Ended> = {}): Ended => ({
  outcome,
  said: '',
  edition: 'e',
  from: { inputs: 'new', marks: {} },
  checks: [],
  ...more,
});

describe('what is remembered of builds', () => {
  it('counts those in a row that came to nothing, and since when, until one is good', () => {
    const checks = [
      { name: 'length', ok: false, said: '' },
      { name: 'banned', ok: true, said: '' },
    ];
    let builds: Builds = NO_BUILDS;
    for (const atMs of [1, 2]) builds = remembered(builds, ended('held', { checks }), atMs);
    builds = remembered(builds, ended('failed', { from: null }), 3);
    expect(builds).toMatchObject({ failures: 3, failingSinceMs: 1, heldBy: { length: 2 }, inputs: '' });
    builds = remembered(builds, ended('published'), 4);
    expect(builds).toMatchObject({
      failures: 0,
      failingSinceMs: null,
      heldBy: { length: 2 },
      inputs: 'new',
      confirmed: { edition: 'e', atMs: 4 },
    });
    expect(remembered(builds, ended('confirmed'), 5).confirmed).toEqual({ edition: 'e', atMs: 5 });
  });
});
