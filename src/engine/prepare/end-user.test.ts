import { describe, expect, it } from 'vitest';
import { Secret } from '../../model/secret.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { LIMITS } from '../../model/route.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import type { ProtocolId } from '../../protocols/protocol.ts';
import { anthropic } from '../../providers/anthropic.ts';
import { openai } from '../../providers/openai.ts';
import type { Provider } from '../../providers/provider.ts';
import { simulatedWorld } from '../../world/simulated.ts';
import { accessFor, createEngine } from '../engine.ts';
import { accountOf, askedOf, setupOf } from '../testing/parts.ts';
import { lazyConversation } from './body.ts';
import { prepare } from './prepare.ts';

/** As Claude Code 2 writes it. */
const DEVICE = `user_${'ab12'.repeat(16)}_account_6b1e1c52-5b8f-4a53-9b0c-2f3e4d5a6b7c_session_${'0f'.repeat(16)}`;
const messages = [{ role: 'user', content: 'Hello' }];
const claude = { model: 'm', max_tokens: 90, messages, metadata: { user_id: DEVICE } };
const chat = { model: 'm', messages, user: DEVICE };

/** What the first rung gets, and what was lost. */
function sent(body: JsonObject, caller: ProtocolId, provider: Provider): { body: JsonObject; lost: readonly string[] } {
  const setup = setupOf([accountOf('a', { provider })]);
  const world = simulatedWorld(1, () => ({ pause: () => {}, resume: () => {}, abort: () => {} }));
  const engine = createEngine(world, { record: () => {} }, setup);
  const asked = askedOf(JSON.stringify(body), { caller: PROTOCOLS[caller] });
  const { wire, losses } = prepare(asked, lazyConversation(asked), engine, {
    rung: { kind: 'model', provider: 'a', model: 'm', limits: LIMITS, tries: 1 },
    model: 'm',
    first: true,
    access: accessFor(setup, 'a', caller),
    vendor: provider.id,
    pass: { secret: new Secret('x'), header: null, key: 0 },
    forget: false,
    after: null,
  });
  const out: Json = JSON.parse(Buffer.from(wire.body ?? []).toString()) as Json;
  return { body: isObject(out) ? out : {}, lost: losses.map(({ what, weight }) => `${what} ${weight}`) };
}

describe('the name of an end user', () => {
  it('is another one, always the same and no longer than all take it, for a vendor of another dialect', () => {
    const first = sent(claude, 'anthropic', openai);
    expect(first.body['user']).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(first.body)).not.toContain('account');
    expect(first.lost).toEqual(['user cosmetic']);
    expect(sent(claude, 'anthropic', openai).body['user']).toBe(first.body['user']);
    const other = sent({ ...claude, metadata: { user_id: 'somebody else' } }, 'anthropic', openai);
    expect(other.body['user']).not.toBe(first.body['user']);
    expect(sent(chat, 'openai-chat', anthropic).body).toMatchObject({ metadata: { user_id: first.body['user'] } });
  });

  it('is untouched where the dialect is the caller’s', () => {
    expect(sent(claude, 'anthropic', anthropic)).toEqual({ body: claude, lost: [] });
    expect(sent(chat, 'openai-chat', openai)).toEqual({ body: chat, lost: [] });
  });
});
