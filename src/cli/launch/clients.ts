import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Variables } from '../../config/environment.ts';
import { isObject, type Json, type JsonObject, listAt, textAt } from '../../model/json.ts';
import type { ProtocolId } from '../../protocols/protocol.ts';

/** A gateway as a client needs to know it. */
export type Door = {
  /** Without `/v1`. */
  readonly url: string;
  /** What lets a client in; any text where nobody has to be let in. */
  readonly key: string;
  /** The gateway's configuration, redacted. */
  readonly config: Json;
};

/** A program that can be run through a gateway, as a row. */
export type Client = {
  readonly name: string;
  readonly program: string;
  /** How people get it. */
  readonly install: string;
  /** The variables that lead it to the gateway, for its process alone. */
  readonly variables: (door: Door, env: Variables) => Variables;
  /** What the person should know before it starts, one sentence each. */
  readonly remarks: (door: Door, cwd: string) => readonly string[];
};

/** The programs that `failsoft launch` knows. */
export const CLIENTS: Readonly<Record<string, Client>> = {
  claude: {
    name: 'Claude Code',
    program: 'claude',
    install: 'npm install -g @anthropic-ai/claude-code',
    // It adds /v1 itself. An empty key keeps it from asking which of the two to use (code.claude.com/docs/en/llm-gateway-connect).
    variables: ({ url, key, config }) => ({
      ANTHROPIC_BASE_URL: url,
      ...(!passesOn(config, 'anthropic') && { ANTHROPIC_AUTH_TOKEN: key, ANTHROPIC_API_KEY: '' }),
    }),
    remarks: ({ url }, cwd) =>
      [join(homedir(), '.claude', 'settings.json'), join(cwd, '.claude', 'settings.json')]
        .filter((file) => !['', url].includes(textAt(readJson(file), 'env', 'ANTHROPIC_BASE_URL')))
        .map((file) => `${file} sets ANTHROPIC_BASE_URL, which Claude Code prefers: it will not use this gateway.`),
  },
  opencode: {
    name: 'OpenCode',
    program: 'opencode',
    install: 'npm install -g opencode-ai',
    variables: (door, env) => ({
      OPENCODE_CONFIG_CONTENT: JSON.stringify(
        merged(parse(env['OPENCODE_CONFIG_CONTENT'] ?? ''), opencodeConfig(door)),
      ),
    }),
    remarks: () => [
      'Models under "OpenAI" use the Responses API, passed on without failover; "Failsoft" has them with it.',
    ],
  },
};

/** Does the gateway send the caller's own credential on to a provider of this protocol? Then it must stay what it is. */
export function passesOn(config: Json, protocol: ProtocolId): boolean {
  return listAt(config, 'accounts').some(
    (account) => textAt(account, 'keys', 'kind') === 'caller' && textAt(account, 'provider', 'protocol') === protocol,
  );
}

/**
 * OpenCode takes addresses from its configuration, and this variable is merged over all its files (opencode.ai/docs/config).
 * They end in `/v1` for Anthropic, too (anomalyco/opencode#35005). Its own OpenAI provider speaks the Responses API, so the
 * models of the routes come also under a provider that speaks Chat Completions.
 */
function opencodeConfig({ url, key, config }: Door): JsonObject {
  const options = (protocol: ProtocolId): JsonObject => ({
    baseURL: `${url}/v1`,
    ...(!passesOn(config, protocol) && { apiKey: key }),
  });
  return {
    provider: {
      anthropic: { options: options('anthropic') },
      openai: { options: options('openai-chat') },
      failsoft: {
        npm: '@ai-sdk/openai-compatible',
        name: 'Failsoft',
        options: options('openai-chat'),
        models: Object.fromEntries(modelsOf(config).map((model) => [model, { name: model }])),
      },
    },
  };
}

/** The models that a configuration names. */
function modelsOf(config: Json): readonly string[] {
  const usual = listAt(config, 'accounts').flatMap((account) => [
    textAt(account, 'provider', 'standbyModel'),
    ...listAt(account, 'models').filter((model) => typeof model === 'string'),
  ]);
  const named = listAt(config, 'routes').flatMap((route) =>
    listAt(route, 'ladder').map((rung) => textAt(rung, 'model')),
  );
  return [...new Set([...usual, ...named])].filter((model) => model !== '');
}

/** What the person has set stays, but for what leads to the gateway. */
function merged(under: Json, over: JsonObject): JsonObject {
  const whole: Record<string, Json> = isObject(under) ? { ...under } : {};
  for (const [name, value] of Object.entries(over)) {
    whole[name] = isObject(value) ? merged(whole[name] ?? null, value) : value;
  }
  return whole;
}

function readJson(file: string): Json {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch {
    // There is none.
    return null;
  }
}

function parse(text: string): Json {
  try {
    const json: Json = JSON.parse(text);
    return json;
  } catch {
    // Nothing was set, or it is JSON with comments.
    return null;
  }
}
