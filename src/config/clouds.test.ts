import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Fault } from '../model/fault.ts';
import type { Account } from '../providers/account.ts';
import { nameThere } from '../providers/provider.ts';
import type { Config } from './config.ts';
import { discoverConfig, type Found } from './discover.ts';
import type { Variables } from './environment.ts';
import { loadConfig } from './load.ts';
import { redacted } from './redacted.ts';
import type { Consent } from './sections/ladders.ts';
import { configFolder } from './testing/file.ts';
import { renderConfig, variablesOf } from './write/write.ts';

const folder = configFolder();

const SECRET = 'a-secret-of-a-cloud-never-to-be-seen';
const ACCOUNT = {
  type: 'service_account',
  project_id: 'our-project-1',
  private_key_id: 'key-1',
  private_key: `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----\n`,
  client_email: 'failsoft@our-project-1.iam.gserviceaccount.com',
  token_uri: 'https://oauth2.googleapis.com/token',
};
const PERSON = { type: 'authorized_user', client_id: 'gcloud', client_secret: 'x', refresh_token: SECRET };

function load(providers: string, env: Variables = {}, provider = /^\s*([\w-]+):/.exec(providers)?.[1] ?? ''): Config {
  const text = `providers:\n  ${providers}\nroutes:\n  - { match: ["*"], ladder: [${provider}/x, notice] }\n`;
  return folder.load(text, env);
}

function account(providers: string, env: Variables = {}): Account {
  const [first] = load(providers, env).accounts;
  if (first === undefined) throw new Error('No account');
  return first;
}

function refused(providers: string, env: Variables = {}): string {
  try {
    load(providers, env);
  } catch (error) {
    return Fault.from(error).message.replaceAll(/^failsoft\.yaml:\d+:\d+ {2}/gm, '');
  }
  return '';
}

const json = (name: string, value: object): string => {
  writeFileSync(join(folder.path(), name), JSON.stringify(value));
  return name;
};

describe('a cloud in a configuration file', () => {
  it('is Bedrock with a key pair, a region and a profile', () => {
    const { provider, keys } = account(
      'bedrock: { region: eu-central-1, profile: eu, accessKeyId: AKIAEXAMPLE, secretAccessKey: "${AWS_SECRET}", sessionToken: t }',
      { AWS_SECRET: SECRET },
    );
    expect(provider.baseUrl).toBe('https://bedrock-runtime.eu-central-1.amazonaws.com');
    expect(nameThere(provider, 'claude-opus-5-5')).toBe('eu.anthropic.claude-opus-5-5');
    expect(keys).toMatchObject({
      kind: 'cloud',
      credentials: { kind: 'aws', region: 'eu-central-1', service: 'bedrock', accessKeyId: 'AKIAEXAMPLE' },
    });
  });

  it('is Bedrock with one key, which goes into a header', () => {
    const { provider, keys } = account('bedrock: { region: us-east-1, apiKey: a-bedrock-api-key }');
    expect(keys.kind).toBe('own');
    expect(provider.auth).toMatchObject({ header: 'authorization', prefix: 'Bearer ' });
    expect(provider.envelope).toBe('aws-event-stream');
  });

  it('is Vertex with the file of a service account, of a person, or what stands in one', () => {
    const file = account(`vertex: { project: our-project-1, credentialsFile: ${json('account.json', ACCOUNT)} }`);
    expect(file.provider.baseUrl).toBe(
      'https://aiplatform.googleapis.com/v1/projects/our-project-1/locations/global/publishers/anthropic/models',
    );
    expect(file.keys).toMatchObject({
      kind: 'cloud',
      file: 'account.json',
      credentials: { kind: 'google-service', email: ACCOUNT.client_email, tokenUrl: ACCOUNT.token_uri },
    });
    const person = account(
      `vertex: { project: our-project-1, location: eu, credentialsFile: ${json('me.json', PERSON)} }`,
    );
    expect(person.keys).toMatchObject({ credentials: { kind: 'google-user', clientId: 'gcloud' } });
    const text = account('vertex: { project: our-project-1, credentials: "${GOOGLE}" }', {
      GOOGLE: JSON.stringify(ACCOUNT),
    });
    expect(text.keys).toMatchObject({ file: null, credentials: { kind: 'google-service' } });
  });

  it('is Gemini on Vertex with the same credentials', () => {
    const { provider, keys } = account(
      `vertex-gemini: { project: our-project-1, location: us, credentialsFile: ${json('account.json', ACCOUNT)} }`,
    );
    expect(provider.baseUrl).toBe(
      'https://aiplatform.us.rep.googleapis.com/v1/projects/our-project-1/locations/us/publishers/google',
    );
    expect(keys.kind).toBe('cloud');
  });

  it("is one of Microsoft's by its resource, with a key or an application", () => {
    const azure = account('azure: { resource: our-res, apiKey: an-azure-key, deployments: { gpt-5.4: blue } }');
    expect(azure.provider.baseUrl).toBe('https://our-res.openai.azure.com/openai/v1');
    expect(nameThere(azure.provider, 'gpt-5.4')).toBe('blue');
    const entra = account(`foundry: { resource: our-res, tenantId: t, clientId: c, clientSecret: "${SECRET}" }`);
    expect(entra.provider.baseUrl).toBe('https://our-res.services.ai.azure.com/anthropic/v1');
    expect(entra.keys).toMatchObject({
      credentials: { kind: 'entra', tokenUrl: 'https://login.microsoftonline.com/t/oauth2/v2.0/token' },
    });
  });

  it.each([
    ['https://our-res.openai.azure.com/', 'https://our-res.openai.azure.com/openai/v1'],
    ['https://our-res.openai.azure.com/openai', 'https://our-res.openai.azure.com/openai/v1'],
    ['https://apim.example.com/ai/openai/v1/', 'https://apim.example.com/ai/openai/v1'],
  ])('#88 has an address of its own: %s', (baseUrl, full) => {
    expect(account(`azure: { baseUrl: "${baseUrl}", apiKey: an-azure-key }`).provider.baseUrl).toBe(full);
  });

  it('speaks its other dialect at its other address', () => {
    const responses = account('azure: { resource: our-res, apiKey: an-azure-key, protocol: openai-responses }');
    expect(responses.provider).toMatchObject({
      protocol: 'openai-responses',
      baseUrl: 'https://our-res.openai.azure.com/openai/v1',
    });
    expect(account('ollama: { protocol: openai-chat }').provider.baseUrl).toBe('http://127.0.0.1:11434/v1');
    expect(account('ollama: {}').provider).toMatchObject({ protocol: 'ollama', baseUrl: 'http://127.0.0.1:11434' });
  });

  // oxfmt-ignore
  it.each([
    ['bedrock: { apiKey: a-bedrock-api-key }', 'Amazon Bedrock needs "region". The AWS region, such as us-east-1.'],
    ['bedrock: { region: us-east-1 }', 'Amazon Bedrock needs a key (apiKey: "${AWS_BEARER_TOKEN_BEDROCK}") or "accessKeyId", "secretAccessKey"'],
    ['bedrock: { region: us-east-1, accessKeyId: AKIAEXAMPLE }', '"secretAccessKey" is needed, too'],
    ['bedrock: { region: "evil.example.com/", apiKey: a-bedrock-api-key }', '"region" cannot be that. The AWS region, such as us-east-1.'],
    ['bedrock: { baseUrl: "https://vpce.example.com", accessKeyId: AKIAEXAMPLE, secretAccessKey: x }', 'Amazon Bedrock needs "region". The AWS region, such as us-east-1.'],
    ['vertex: { project: our-project-1 }', 'Google Vertex AI needs "credentialsFile" or "credentials"'],
    ['vertex: { project: our-project-1, credentialsFile: nowhere.json }', '"credentialsFile" cannot be read'],
    ['vertex: { project: our-project-1, credentials: "no json" }', '"credentials" holds no JSON of Google\'s'],
    ['vertex: { project: our-project-1, credentials: "{\\"type\\":\\"external_account\\"}" }', '"credentials" is neither a service account nor what "gcloud auth application-default login" leaves behind'],
    ['vertex: { project: our-project-1, credentials: "{\\"type\\":\\"service_account\\"}" }', '"credentials" lacks "client_email" or "private_key"'],
    ['vertex: { project: our-project-1, tokenUrl: "http://evil.example.com/", credentials: "{\\"type\\":\\"authorized_user\\",\\"refresh_token\\":\\"x\\"}" }', 'tokens must be fetched by https'],
    ['azure: { apiKey: an-azure-key }', 'Azure OpenAI needs "resource". The name of the Azure resource, the first part of its address.'],
    ['azure: { resource: "a.evil.example.com/", apiKey: an-azure-key }', '"resource" cannot be that. The name of the Azure resource, the first part of its address.'],
    ['foundry: { resource: our-res, clientId: c }', '"tenantId" is needed, too'],
  ])('says what is missing or wrong: %s', (providers, message) => {
    expect(refused(providers)).toBe(message);
  });

  it('keeps its secrets out of messages', () => {
    const message = refused(`vertex: { project: our-project-1, credentials: "${SECRET}", credentialsFile: x }`);
    expect(message).toBe('use "credentialsFile" or "credentials", not both');
    expect(refused(`bedrock: { region: ${SECRET}, secretAccessKey: "${SECRET}" }`)).not.toContain(SECRET);
  });

  // oxfmt-ignore
  it.each([
    ['bedrock: { region: eu-central-1, profile: eu, accessKeyId: AKIAEXAMPLE, secretAccessKey: "${AWS_SECRET}", sessionToken: "${AWS_TOKEN}" }'],
    ['bedrock: { region: us-east-1, apiKey: "${AWS_SECRET}" }'],
    ['vertex: { project: our-project-1, location: eu, credentials: "${GOOGLE}" }'],
    ['vertex: { project: our-project-1, credentialsFile: account.json }'],
    ['azure: { resource: our-res, tenantId: t, clientId: c, clientSecret: "${AWS_SECRET}", deployments: { gpt-5.4: blue } }'],
    ['foundry: { resource: our-res, tenantId: t, clientId: c, clientSecret: "${AWS_SECRET}", tokenUrl: "https://login.example.com/t/oauth2/v2.0/token" }'],
    ['ollama: { protocol: openai-chat }'],
  ])('is written down as a file that says the same, without its secrets: %s', (providers) => {
    json('account.json', ACCOUNT);
    const env = { AWS_SECRET: SECRET, AWS_TOKEN: `${SECRET}-2`, GOOGLE: JSON.stringify(ACCOUNT) };
    const config = load(providers, env);
    const written = renderConfig(config);
    expect(written).not.toContain(SECRET);
    expect(JSON.stringify(redacted(config))).not.toContain(SECRET);
    const variables = Object.fromEntries([...variablesOf(config)].map(([name, secret]) => [name, secret.reveal()]));
    writeFileSync(join(folder.path(), 'again.yaml'), written);
    const again = loadConfig({ cwd: folder.path(), file: 'again.yaml', env: { ...env, ...variables } });
    const plain = ({ accounts }: Config) => JSON.stringify(accounts);
    expect(plain(again)).toBe(plain(config));
  });
});

describe('clouds in the environment', () => {
  const discover = (env: Variables, standby: Consent = 'all') =>
    discoverConfig({ cwd: folder.path(), env, standby, localModels: null });
  const lines = (found: readonly Found[]): readonly string[] =>
    found
      .filter(({ state }) => state !== 'missing')
      .map(({ provider, state, variable, note }) => `${provider} ${state} ${variable}: ${note}`);
  const ladderFor = ({ routes }: Config, match: string): readonly string[] =>
    (routes.find((route) => route.match.includes(match))?.ladder ?? []).map((rung) =>
      rung.kind === 'model' ? `${rung.provider}/${rung.model ?? '*'}` : rung.kind,
    );
  const AWS = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: SECRET };

  it('are found with all that they need', () => {
    const { config, found } = discover({
      ANTHROPIC_API_KEY: 'sk-ant-api03-abcdefghijklmnop',
      ...AWS,
      AWS_REGION: 'eu-central-1',
      GOOGLE_APPLICATION_CREDENTIALS: json('account.json', ACCOUNT),
      GOOGLE_CLOUD_PROJECT: 'our-project-1',
      AZURE_OPENAI_API_KEY: 'an-azure-key-1234',
      AZURE_OPENAI_ENDPOINT: 'https://our-res.openai.azure.com/',
      ANTHROPIC_FOUNDRY_API_KEY: 'a-foundry-key-1234',
      ANTHROPIC_FOUNDRY_RESOURCE: 'our-res',
    });
    expect(config.accounts.map(({ id, keys }) => `${id} ${keys.kind}`)).toEqual([
      'anthropic own',
      'bedrock cloud',
      'vertex cloud',
      'foundry own',
      'azure own',
      'vertex-gemini cloud',
    ]);
    expect(lines(found)).toEqual([
      'anthropic found ANTHROPIC_API_KEY: ',
      'bedrock found AWS_ACCESS_KEY_ID: at bedrock-runtime.eu-central-1.amazonaws.com',
      'vertex found GOOGLE_APPLICATION_CREDENTIALS: at aiplatform.googleapis.com',
      'foundry found ANTHROPIC_FOUNDRY_API_KEY: ',
      'azure found AZURE_OPENAI_API_KEY: at https://our-res.openai.azure.com/openai/v1',
      'vertex-gemini found GOOGLE_APPLICATION_CREDENTIALS: at aiplatform.googleapis.com',
    ]);
    expect(ladderFor(config, 'claude-*').slice(0, 4)).toEqual(['anthropic/*', 'bedrock/*', 'vertex/*', 'foundry/*']);
    expect(JSON.stringify(found)).not.toContain(SECRET);
  });

  it('stand in for nobody without consent', () => {
    const env = { ANTHROPIC_API_KEY: 'sk-ant-api03-abcdefghijklmnop', ...AWS, AWS_REGION: 'eu-central-1' };
    expect(ladderFor(discover(env, 'ask').config, 'claude-*')).toEqual(['anthropic/*', 'notice']);
  });

  it('are no vendor of Claude on their own where their credentials may be there for anything', () => {
    const { config } = discover({ ...AWS, AWS_REGION: 'eu-central-1', OPENAI_API_KEY: 'sk-abcdefghijklmnop' }, 'ask');
    expect(ladderFor(config, 'claude-*')).toEqual(['notice']);
    expect(ladderFor(config, '*')).toEqual(['openai/gpt-5.6', 'notice']);
    const own = discover({ AWS_BEARER_TOKEN_BEDROCK: 'a-bedrock-api-key', AWS_REGION: 'eu-central-1' }, 'ask');
    expect(ladderFor(own.config, 'claude-*')).toEqual(['bedrock/*', 'notice']);
  });

  // oxfmt-ignore
  it.each([
    [{ AZURE_OPENAI_API_KEY: 'an-azure-key-1234' }, ['azure incomplete AZURE_OPENAI_API_KEY: not used: AZURE_OPENAI_RESOURCE_NAME is not set']],
    [{ AWS_BEARER_TOKEN_BEDROCK: 'a-bedrock-api-key' }, ['bedrock incomplete AWS_BEARER_TOKEN_BEDROCK: not used: AWS_REGION is not set']],
    [{ AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_REGION: 'eu-central-1' }, ['bedrock incomplete AWS_ACCESS_KEY_ID: AWS_SECRET_ACCESS_KEY is needed, too']],
    [{ GOOGLE_APPLICATION_CREDENTIALS: '/nowhere.json', GOOGLE_CLOUD_PROJECT: 'our-project-1' }, ['vertex incomplete GOOGLE_APPLICATION_CREDENTIALS: GOOGLE_APPLICATION_CREDENTIALS cannot be read', 'vertex-gemini incomplete GOOGLE_APPLICATION_CREDENTIALS: GOOGLE_APPLICATION_CREDENTIALS cannot be read']],
    [AWS, []],
    [{ HF_TOKEN: 'hf_abcdefghijklmnop', GITHUB_COPILOT_TOKEN: 'gho_abcdefghijkl' }, []],
  ])('that cannot be used say why, and are silent where they were not meant: %o', (env, said) => {
    expect(lines(discover(env).found)).toEqual(said);
  });

  it.each([
    ['GEMINI_API_KEY', 'gemini'],
    ['GOOGLE_API_KEY', 'gemini'],
    ['PERPLEXITY_API_KEY', 'perplexity'],
    ['FIREWORKS_API_KEY', 'fireworks'],
    ['CEREBRAS_API_KEY', 'cerebras'],
    ['COHERE_API_KEY', 'cohere'],
  ])('%s is a key of %s', (name, provider) => {
    const { config } = discover({ [name]: 'a-key-of-some-length' });
    expect(config.accounts.map(({ id }) => id)).toEqual([provider]);
  });
});
