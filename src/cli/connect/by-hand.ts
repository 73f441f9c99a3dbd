import { ANY_KEY, type Door, passesOn } from '../launch/clients.ts';

/** A client whose settings no other program can write, or that is code: what a person has to do, as a row. */
export type ByHand = {
  readonly kind: 'by-hand';
  readonly name: string;
  /** False: it cannot use a gateway on this machine at all. */
  readonly works: boolean;
  /** What has to be known, one sentence each. */
  readonly words: readonly string[];
  /** What has to be entered or pasted. Holds no key. */
  readonly lines: (door: Door & { readonly models: readonly string[] }) => readonly string[];
};

export const BY_HAND: Readonly<Record<string, ByHand>> = {
  cline: {
    kind: 'by-hand',
    name: 'Cline',
    works: true,
    words: ['Cline keeps its settings inside the editor, where no other program can write. Enter these there:'],
    lines: (door) => [
      'API Provider   OpenAI Compatible',
      `Base URL       ${door.url}/v1`,
      `API Key        ${shownKey(door.key)}`,
      `Model ID       ${door.models[0] ?? 'default'}`,
    ],
  },
  cursor: {
    kind: 'by-hand',
    name: 'Cursor',
    works: false,
    words: [
      'Cursor asks models from its own servers, which cannot reach this machine, so a gateway here is no use to it.',
      'Instead, inside Cursor: run Claude Code in its terminal (failsoft launch claude), or the extension Cline or',
      'Continue (failsoft connect cline). A gateway at a public address works: enter it under Settings, Models,',
      'Override OpenAI Base URL. It needs TLS and "clients" in its configuration.',
    ],
    lines: () => [],
  },
  langchain: {
    kind: 'by-hand',
    name: 'LangChain',
    works: true,
    words: ['LangChain takes the address in the code:'],
    lines: ({ url, key, models }) => [
      '// JavaScript',
      `const model = new ChatOpenAI({ model: '${models[0] ?? 'default'}', apiKey: ${inJavaScript(key)}, configuration: { baseURL: '${url}/v1' } });`,
      `const claude = new ChatAnthropic({ model: 'claude-sonnet-5-5', apiKey: ${inJavaScript(key)}, anthropicApiUrl: '${url}' });`,
      '',
      '# Python',
      `model = ChatOpenAI(model="${models[0] ?? 'default'}", api_key=${inPython(key)}, base_url="${url}/v1")`,
      `claude = ChatAnthropic(model="claude-sonnet-5-5", api_key=${inPython(key)}, base_url="${url}")`,
    ],
  },
  'ai-sdk': {
    kind: 'by-hand',
    name: 'the AI SDK',
    works: true,
    words: ['The AI SDK takes the address in the code; here it ends in /v1 for Anthropic, too:'],
    lines: ({ url, key }) => [
      `const anthropic = createAnthropic({ baseURL: '${url}/v1', apiKey: ${inJavaScript(key)} });`,
      `const openai = createOpenAI({ baseURL: '${url}/v1', apiKey: ${inJavaScript(key)} });`,
      `const google = createGoogleGenerativeAI({ baseURL: '${url}/v1beta', apiKey: ${inJavaScript(key)} });`,
    ],
  },
  sdk: {
    kind: 'by-hand',
    name: 'the official SDKs',
    works: true,
    words: [
      'The SDKs of Anthropic, OpenAI and Google read these variables; the one of Ollama takes { host } in the code:',
    ],
    lines: ({ url, key, config }) => [
      variable('ANTHROPIC_BASE_URL', url),
      ...(passesOn(config, 'anthropic') ? [] : [keyVariable('ANTHROPIC_API_KEY', key)]),
      variable('OPENAI_BASE_URL', `${url}/v1`),
      ...(passesOn(config, 'openai-chat') ? [] : [keyVariable('OPENAI_API_KEY', key)]),
      variable('GOOGLE_GEMINI_BASE_URL', url),
      ...(passesOn(config, 'gemini') ? [] : [keyVariable('GEMINI_API_KEY', key)]),
    ],
  },
};

function shownKey(key: string): string {
  return key === ANY_KEY ? ANY_KEY : 'what FAILSOFT_KEY holds';
}

function inJavaScript(key: string): string {
  return key === ANY_KEY ? `'${ANY_KEY}'` : 'process.env.FAILSOFT_KEY';
}

function inPython(key: string): string {
  return key === ANY_KEY ? `"${ANY_KEY}"` : 'os.environ["FAILSOFT_KEY"]';
}

function keyVariable(name: string, key: string): string {
  if (key === ANY_KEY) return variable(name, ANY_KEY);
  return process.platform === 'win32' ? `$env:${name}=$env:FAILSOFT_KEY` : `export ${name}="$FAILSOFT_KEY"`;
}

function variable(name: string, value: string): string {
  return process.platform === 'win32' ? `$env:${name}="${value}"` : `export ${name}=${value}`;
}
