import { expect, it } from 'vitest';
import { configOf } from '../../test/fixtures/gateway.ts';
import { ownerOf } from './hosts.ts';

const accounts = (providers: string) =>
  configOf(`providers: { ${providers} }\nroutes: [{ match: ["*"], ladder: [notice] }]`).accounts;

it.each([
  ['api.anthropic.com', 'anthropic: { apiKey: x }', 'vendor'],
  ['api.openai.com', 'anthropic: { apiKey: x }', 'vendor'],
  ['api.openai.com', 'mine: { provider: openai, apiKey: x }', 'vendor'],
  // Whoever leads the name into a network of their own says so.
  ['api.openai.com', 'openai: { apiKey: x, local: true }', 'own'],
  ['generativelanguage.googleapis.com', 'gemini: { apiKey: x }', 'cloud'],
  ['bedrock-runtime.eu-central-1.amazonaws.com', 'anthropic: { apiKey: x }', 'cloud'],
  ['our-resource.openai.azure.com', 'anthropic: { apiKey: x }', 'cloud'],
  ['gpu-box.internal', 'house: { protocol: openai-chat, baseUrl: "https://gpu-box.internal/v1" }', 'own'],
  ['127.0.0.1', 'ollama: {}', 'own'],
  ['localhost', 'ollama: {}', 'own'],
  ['evil-api.openai.com', 'openai: { apiKey: x }', 'own'],
])('%s with %s is: %s', (host, providers, owner) => {
  expect(ownerOf(host, accounts(providers))).toBe(owner);
});
