import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../model/json.ts';
import { type Door, modelsOf, passesOn } from '../launch/clients.ts';
import type { Wanted } from './apply.ts';
import { type ByHand, BY_HAND } from './by-hand.ts';
import type { Edit } from './edit.ts';
import { configFolder, editorFolder, folderOf, type Home } from './home.ts';

/** A gateway, and the models that a client is to be told of; the first is the one to take. */
export type Entrance = Door & {
  readonly models: readonly string[];
  /** Did the person name a model? Else a client that has one keeps it. */
  readonly chosen: boolean;
};

/** A client whose settings lie in files, as a row. */
export type InFiles = {
  readonly kind: 'files';
  readonly name: string;
  readonly wanted: (entrance: Entrance, home: Home) => readonly Wanted[];
  /** What the person should know afterwards, one sentence each. */
  readonly remarks: (entrance: Entrance, home: Home) => readonly string[];
};

export type Connectable = InFiles | ByHand;

/** The most models that are written into a client's list. */
const MODELS_MAX = 12;
/** What an editor is told of a model whose limits are not known, tokens. */
const CONTEXT_TOKENS = 128_000;
const ANSWER_TOKENS = 16_000;

/** Every client that `failsoft connect` knows. */
export const CONNECTABLE: Readonly<Record<string, Connectable>> = {
  claude: {
    kind: 'files',
    name: 'Claude Code',
    // An empty key keeps it from asking which of the two to use (code.claude.com/docs/en/llm-gateway-connect).
    wanted: ({ url, key, config }, home) => [
      {
        file: join(folderOf(home, 'CLAUDE_CONFIG_DIR', '.claude'), 'settings.json'),
        secret: true,
        edits: [
          { kind: 'value', path: ['env', 'ANTHROPIC_BASE_URL'], value: url },
          ...valuesUnless(passesOn(config, 'anthropic'), [
            { path: ['env', 'ANTHROPIC_AUTH_TOKEN'], value: key },
            { path: ['env', 'ANTHROPIC_API_KEY'], value: '' },
          ]),
        ],
      },
    ],
    remarks: () => ['/status in Claude Code shows the address in use. Sessions that run keep theirs.'],
  },
  codex: {
    kind: 'files',
    name: 'Codex',
    wanted: (entrance, home) => [
      {
        file: join(folderOf(home, 'CODEX_HOME', '.codex'), 'config.toml'),
        secret: true,
        edits: [
          { kind: 'toml-setting', key: 'model_provider', value: 'failsoft' },
          { kind: 'toml-table', name: 'model_providers.failsoft', lines: codexProvider(entrance) },
        ],
      },
    ],
    remarks: () => ['Codex keeps its model. For another one: codex --model <name>.'],
  },
  gemini: {
    kind: 'files',
    name: 'Gemini CLI',
    wanted: ({ url, key, config }, home) => {
      const folder = join(folderOf(home, 'GEMINI_CLI_HOME'), '.gemini');
      return [
        {
          file: join(folder, '.env'),
          secret: true,
          edits: [
            {
              kind: 'lines',
              lines: [
                `GOOGLE_GEMINI_BASE_URL=${url}`,
                ...(passesOn(config, 'gemini') ? [] : [`GEMINI_API_KEY=${key}`]),
              ],
            },
          ],
        },
        {
          file: join(folder, 'settings.json'),
          secret: false,
          // With a login it would go to Google and nowhere else.
          edits: [{ kind: 'value', path: ['security', 'auth', 'selectedType'], value: 'gemini-api-key' }],
        },
      ];
    },
    remarks: ({ url }, { env }) => [
      'A .env file or .gemini/.env of a project takes the place of this one there.',
      ...['GOOGLE_GEMINI_BASE_URL', 'GEMINI_API_KEY']
        .filter((name) => ![undefined, '', url].includes(env[name]))
        .map((name) => `${name} is set in your environment, which counts more than the file.`),
    ],
  },
  opencode: {
    kind: 'files',
    name: 'OpenCode',
    wanted: (entrance, home) => [{ file: opencodeFile(home), secret: true, edits: opencodeEdits(entrance) }],
    remarks: () => ['All models of your routes stand under "Failsoft" there.'],
  },
  continue: {
    kind: 'files',
    name: 'Continue',
    wanted: (entrance, home) => [continueFile(entrance, join(home.folder, '.continue'))],
    remarks: () => [],
  },
  vscode: {
    kind: 'files',
    name: 'VS Code',
    wanted: (entrance, home) => [
      {
        file: join(vscodeFolder(home), 'chatLanguageModels.json'),
        secret: true,
        edits: [{ kind: 'item', path: [], field: 'name', value: vscodeGroup(entrance) }],
      },
    ],
    remarks: () => [
      'The models stand under "Failsoft" in the model picker of the chat; reload the window if they do not.',
      'Completions while you type stay with GitHub Copilot, which lets nobody in between.',
    ],
  },
  zed: {
    kind: 'files',
    name: 'Zed',
    wanted: ({ url, models }, home) => [
      {
        file: zedFile(home),
        secret: false,
        edits: [
          {
            kind: 'value',
            path: ['language_models', 'openai_compatible', 'Failsoft'],
            value: {
              api_url: `${url}/v1`,
              available_models: models.map((model) => ({
                name: model,
                display_name: model,
                max_tokens: CONTEXT_TOKENS,
                max_output_tokens: ANSWER_TOKENS,
                capabilities: { tools: true, images: true, parallel_tool_calls: true, prompt_cache_key: false },
              })),
            },
          },
        ],
      },
    ],
    remarks: () => [
      'Zed keeps keys in the keychain of the system: enter one under Agent Settings, LLM Providers, Failsoft,',
      'or set FAILSOFT_API_KEY before you start it. Any text will do where the gateway has no "clients".',
    ],
  },
  ...BY_HAND,
};

function valuesUnless(
  passedOn: boolean,
  values: readonly { readonly path: readonly string[]; readonly value: string }[],
): readonly Edit[] {
  return passedOn ? [] : values.map(({ path, value }) => ({ kind: 'value', path, value }));
}

/**
 * A provider of Codex: the only dialect that it still speaks, and the key in the file, because Codex in an editor does not see
 * the variables of a terminal (developers.openai.com/codex/config-reference).
 */
function codexProvider({ url, key, config }: Door): readonly string[] {
  const passedOn = passesOn(config, 'openai-chat') || passesOn(config, 'openai-responses');
  return [
    'name = "Failsoft"',
    `base_url = ${JSON.stringify(`${url}/v1`)}`,
    'wire_api = "responses"',
    passedOn ? 'requires_openai_auth = true' : `experimental_bearer_token = ${JSON.stringify(key)}`,
  ];
}

function opencodeFile(home: Home): string {
  const folder = join(configFolder(home), 'opencode');
  const commented = join(folder, 'opencode.jsonc');
  return existsSync(commented) ? commented : join(folder, 'opencode.json');
}

function opencodeEdits({ url, key, config, models }: Entrance): readonly Edit[] {
  const baseURL = `${url}/v1`;
  const keyed = !passesOn(config, 'openai-chat');
  return [
    ...(['anthropic', 'openai'] as const).flatMap((provider): readonly Edit[] => [
      { kind: 'value', path: ['provider', provider, 'options', 'baseURL'], value: baseURL },
      ...valuesUnless(passesOn(config, provider === 'anthropic' ? 'anthropic' : 'openai-chat'), [
        { path: ['provider', provider, 'options', 'apiKey'], value: key },
      ]),
    ]),
    {
      kind: 'value',
      path: ['provider', 'failsoft'],
      value: {
        npm: '@ai-sdk/openai-compatible',
        name: 'Failsoft',
        options: { baseURL, ...(keyed && { apiKey: key }) },
        models: Object.fromEntries(models.map((model) => [model, { name: model }])),
      },
    },
  ];
}

/** Its older file counts only while there is no newer one, so that one is changed where it is the only one. */
function continueFile({ url, key, models }: Entrance, folder: string): Wanted {
  const [yaml, json] = [join(folder, 'config.yaml'), join(folder, 'config.json')];
  const titled = models.map((model) => ({ title: `${model} (Failsoft)`, model }));
  const apiBase = `${url}/v1`;
  if (!existsSync(yaml) && existsSync(json)) {
    const edits = titled.map(({ title, model }): Edit => ({
      kind: 'item',
      path: ['models'],
      field: 'title',
      value: { title, provider: 'openai', model, apiBase, apiKey: key },
    }));
    return { file: json, secret: true, edits };
  }
  const entries = titled.map(({ title, model }) => [
    `name: ${JSON.stringify(title)}`,
    'provider: openai',
    `model: ${JSON.stringify(model)}`,
    `apiBase: ${JSON.stringify(apiBase)}`,
    `apiKey: ${JSON.stringify(key)}`,
    'roles: [chat, edit, apply]',
  ]);
  const head = ['name: Local Agent', 'version: 1.0.0', 'schema: v1'];
  return { file: yaml, secret: true, edits: [{ kind: 'yaml-items', key: 'models', entries, head }] };
}

/** The first of its editions that has been used here. */
function vscodeFolder(home: Home): string {
  const folders = ['Code', 'Code - Insiders'].map((name) => editorFolder(home, name));
  return folders.find((folder) => existsSync(folder)) ?? editorFolder(home, 'Code');
}

/** A "custom endpoint" of VS Code (microsoft/vscode #316916). A model without tools is not shown there. */
function vscodeGroup({ url, key, models }: Entrance): JsonObject {
  return {
    name: 'Failsoft',
    vendor: 'customendpoint',
    apiKey: key,
    apiType: 'chat-completions',
    models: models.map((model) => ({
      id: model,
      name: model,
      url: `${url}/v1/chat/completions`,
      toolCalling: true,
      vision: true,
      maxInputTokens: CONTEXT_TOKENS - ANSWER_TOKENS,
      maxOutputTokens: ANSWER_TOKENS,
    })),
  };
}

function zedFile(home: Home): string {
  const folder =
    home.platform === 'win32'
      ? join(folderOf(home, 'APPDATA', 'AppData', 'Roaming'), 'Zed')
      : join(home.platform === 'darwin' ? join(home.folder, '.config') : configFolder(home), 'zed');
  return join(folder, 'settings.json');
}

/** The models to tell a client of: the one that was named, the usual one, and those of the routes. */
export function modelsFor(door: Door, first: readonly string[]): readonly string[] {
  return [...new Set([...first, ...modelsOf(door.config)])].slice(0, MODELS_MAX);
}
