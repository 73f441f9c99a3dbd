import { describe, expect, it } from 'vitest';
import { configOf } from '../../../test/fixtures/gateway.ts';
import type { RungStatus } from '../../model/status.ts';
import { surroundingsOf } from './standins.ts';

const CONFIG = configOf(`
providers:
  anthropic: { apiKey: sk-ant-nobody-is-asked }
  openai: { apiKey: sk-nobody-is-asked-here }
  spare: { protocol: openai-chat, baseUrl: "http://127.0.0.1:9/v1", apiKey: x }
routes:
  - { match: [claude-*], ladder: [anthropic/*, openai/gpt-5.6, notice] }
  - { match: [gpt-*], ladder: [openai/*, spare/our-own-model, notice] }
  - { match: ["*"], ladder: [anthropic/*, spare/*] }
`);

type State = RungStatus['state'];

/** What is said of who stands in, when the rungs of the routes are in these states. */
function standinsWhen(...routes: readonly (readonly State[])[]): object {
  const status = {
    cutOffSinceMs: null,
    routes: CONFIG.routes.map(({ name, match }, at) => ({
      name,
      match,
      rungs: (routes[at] ?? ['ready', 'ready', 'ready']).map((state) => ({ label: '', state, targets: [] })),
    })),
  };
  return Object.fromEntries(surroundingsOf({ config: CONFIG }, status).standins);
}

describe('who stands in', () => {
  it.each<readonly [string, readonly (readonly State[])[], object]>([
    ['nobody has to while the first is asked', [['ready', 'ready', 'ready']], {}],
    ['the next that may be asked', [['resting', 'ready', 'ready']], { 'claude-api': { answers: 'GPT-5.6' } }],
    ['also while all its keys rest', [['parked', 'ready', 'ready']], { 'claude-api': { answers: 'GPT-5.6' } }],
    [
      'nobody, when only a sentence is left; on another route somebody may',
      [
        ['resting', 'resting', 'ready'],
        ['ready', 'ready', 'ready'],
        ['resting', 'resting'],
      ],
      { 'claude-api': { answers: null } },
    ],
    [
      'somebody of another route, when this one has nobody',
      [
        ['resting', 'resting', 'ready'],
        ['ready', 'ready', 'ready'],
        ['resting', 'ready'],
      ],
      { 'claude-api': { answers: 'spare', partly: true } },
    ],
    ['one who may not be asked at all is no first', [['forbidden', 'ready', 'ready']], {}],
    [
      'each of several',
      [
        ['resting', 'resting', 'ready'],
        ['resting', 'ready', 'ready'],
      ],
      { 'claude-api': { answers: null }, 'openai-api': { answers: 'our-own-model' } },
    ],
  ])('%s', (_, routes, standins) => {
    expect(standinsWhen(...routes)).toEqual(standins);
  });

  it('of servers of one’s own, too: they are services of their own', () => {
    const { used } = surroundingsOf({ config: CONFIG }, { cutOffSinceMs: null, routes: [] });
    expect([...used]).toEqual(['claude-api', 'openai-api', 'spare']);
  });
});
