import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Variables } from '../../config/environment.ts';
import { isObject, type Json, type JsonObject, listAt, textAt } from '../../model/json.ts';
import { geminiHome } from './gemini-home.ts';
import type { ScratchPlan } from './scratch.ts';

/** What is presented to a gateway that asks for no key. */
export const ANY_KEY = 'failsoft';

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
  /** The variables that lead it to the gateway, for its process alone. `folder` is where what it needs on the disk is. */
  readonly variables: (door: Door, place: { readonly env: Variables; readonly folder: string }) => Variables;
  /** Arguments that come before the person's own. No key: others on this machine can read them. */
  readonly words?: (door: Door) => readonly string[];
  /** What it needs on the disk for as long as it runs. */
  readonly scratch?: (env: Variables) => ScratchPlan;
  /** What the person should know before it starts, one sentence each. */
  readonly remarks: (door: Door, place: { readonly cwd: string; readonly env: Variables }) => readonly string[];
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
    remarks: ({ url }, { cwd }) =>
      [join(homedir(), '.claude', 'settings.json'), join(cwd, '.claude', 'settings.json')]
        .filter((file) => !['', url].includes(textAt(readJson(file), 'env', 'ANTHROPIC_BASE_URL')))
        .map((file) => `${file} sets ANTHROPIC_BASE_URL, which Claude Code prefers: it will not use this gateway.`),
  },
  codex: {
    name: 'Codex',
    program: 'codex',
    install: 'npm install -g @openai/codex',
    words: codexWords,
    variables: ({ key }) => ({ [CODEX_KEY]: key }),
    remarks: () => [],
  },
  gemini: {
    name: 'Gemini CLI',
    program: 'gemini',
    install: 'npm install -g @google/gemini-cli',
    scratch: (env) => geminiHome(env['GEMINI_CLI_HOME'] ?? homedir()),
    variables: ({ url, key, config }, { folder }) => ({
      GOOGLE_GEMINI_BASE_URL: url,
      ...(!passesOn(config, 'gemini') && { GEMINI_API_KEY: key }),
      GEMINI_CLI_HOME: folder,
    }),
    remarks: () => [],
  },
  opencode: {
    name: 'OpenCode',
    program: 'opencode',
    install: 'npm install -g opencode-ai',
    variables: (door, { env }) => ({
      OPENCODE_CONFIG_CONTENT: JSON.stringify(
        merged(parse(env['OPENCODE_CONFIG_CONTENT'] ?? ''), opencodeConfig(door)),
      ),
    }),
    remarks: () => ['All models of your routes stand under "Failsoft" there.'],
  },
  aider: {
    name: 'Aider',
    program: 'aider',
    install: 'python -m pip install aider-install && aider-install',
    // It prefers a .env file of the project to its variables, but its arguments to both (aider.chat/docs/config/dotenv.html).
    words: ({ url }) => ['--openai-api-base', `${url}/v1`, '--set-env', `ANTHROPIC_API_BASE=${url}`],
    variables: ({ key, config }) => ({
      ...(!passesOn(config, 'openai-chat') && { OPENAI_API_KEY: key }),
      ...(!passesOn(config, 'anthropic') && { ANTHROPIC_API_KEY: key }),
    }),
    remarks: () => ['A model of any route: failsoft launch aider -- --model openai/<name>'],
  },
};

/** The variable that holds the key for Codex, whose arguments anybody on this machine could read. */
const CODEX_KEY = 'FAILSOFT_CODEX_KEY';

/** Settings for this run alone, in the syntax of its file (developers.openai.com/codex/config-reference). */
function codexWords({ url, config }: Door): readonly string[] {
  const passedOn = passesOn(config, 'openai-chat') || passesOn(config, 'openai-responses');
  const login = passedOn ? 'requires_openai_auth=true' : `env_key="${CODEX_KEY}"`;
  const provider = `{name="Failsoft",base_url="${url}/v1",wire_api="responses",${login}}`;
  return ['-c', 'model_provider="failsoft"', '-c', `model_providers.failsoft=${provider}`];
}

/** Does the gateway send the caller's own credential on to a provider of this protocol? Then it must stay what it is. */
export function passesOn(config: Json, protocol: string): boolean {
  return listAt(config, 'accounts').some(
    (account) => textAt(account, 'keys', 'kind') === 'caller' && textAt(account, 'provider', 'protocol') === protocol,
  );
}

/**
 * OpenCode takes addresses from its configuration, and this variable is merged over all its files (opencode.ai/docs/config).
 * They end in `/v1` for Anthropic, too (anomalyco/opencode#35005). Models that its own providers do not know come under one of ours.
 */
function opencodeConfig({ url, key, config }: Door): JsonObject {
  const options = (protocol: string): JsonObject => ({
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
export function modelsOf(config: Json): readonly string[] {
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
