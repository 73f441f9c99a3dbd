import { describe, expect, it } from 'vitest';
import { nameThere, type Provider } from '../provider.ts';
import { bedrock, bedrockMantle } from './bedrock.ts';
import { foundry } from './foundry.ts';
import { vertex } from './vertex.ts';

describe("a model's name at a cloud", () => {
  const at = (provider: Provider, model: string, profile = 'global'): string =>
    nameThere({ ...provider, settings: { profile } }, model);

  it.each([
    ['claude-opus-5-5', 'global.anthropic.claude-opus-5-5'],
    ['anthropic/claude-opus-5.5', 'global.anthropic.claude-opus-5-5'],
    ['claude-haiku-4-5', 'global.anthropic.claude-haiku-4-5-20251001-v1:0'],
    ['claude-sonnet-4-5-20250929', 'global.anthropic.claude-sonnet-4-5-20250929-v1:0'],
    ['claude-opus-4-6', 'global.anthropic.claude-opus-4-6-v1'],
    ['us.anthropic.claude-sonnet-5', 'us.anthropic.claude-sonnet-5'],
    [
      'arn:aws:bedrock:us-east-1:1:application-inference-profile/x',
      'arn:aws:bedrock:us-east-1:1:application-inference-profile/x',
    ],
  ])('#82 %s is %s at Bedrock', (model, name) => {
    expect(at(bedrock, model)).toBe(name);
  });

  it('is for the place that the operator has chosen', () => {
    expect(at(bedrock, 'claude-opus-5-5', 'eu')).toBe('eu.anthropic.claude-opus-5-5');
    expect(at(bedrock, 'claude-opus-5-5', 'none')).toBe('anthropic.claude-opus-5-5');
    expect(at(bedrockMantle, 'claude-opus-5-5', 'eu')).toBe('anthropic.claude-opus-5-5');
  });

  it('has its date behind an @ at Vertex', () => {
    expect(at(vertex, 'claude-haiku-4-5')).toBe('claude-haiku-4-5@20251001');
    expect(at(vertex, 'claude-haiku-4-5-20251001')).toBe('claude-haiku-4-5@20251001');
    expect(at(vertex, 'claude-opus-4-8@default')).toBe('claude-opus-4-8@default');
    expect(at(vertex, 'claude-sonnet-5.5')).toBe('claude-sonnet-5-5');
  });

  it('is what the operator has called it, where there is a deployment', () => {
    const provider = { ...foundry, deployments: { 'claude-opus-5-5': 'our-opus' } };
    expect(nameThere(provider, 'claude-opus-5-5')).toBe('our-opus');
    expect(nameThere(provider, 'claude-haiku-5-5')).toBe('claude-haiku-5-5');
    expect(nameThere(provider, 'toString')).toBe('toString');
  });
});
