import { at, isArray, isObject, type Json, type JsonObject, listAt, textAt } from '../../model/json.ts';
import type { LossWeight } from '../../model/loss.ts';
import { collectLosses, type Losses } from '../../protocols/fields.ts';
import type { Headers } from '../../protocols/protocol.ts';
import type { Shape, Shaped } from '../provider.ts';
import { betasFor, type Cloud } from './betas.ts';

/** What a cloud has of the Messages API. */
export type CloudRules = {
  readonly cloud: Cloud;
  /** Tools that run at Anthropic, by the beginning of their type, which this cloud has. */
  readonly serverTools: readonly string[];
  /** Images and documents by their address, and files by the id that they have at Anthropic. */
  readonly urls: boolean;
  readonly files: boolean;
  /** `strict` and `output_config.format` for this model. */
  readonly schema: (model: string) => boolean;
  /** Choices that are newer than what the cloud runs. */
  readonly parallelChoice: boolean;
  readonly eagerTools: boolean;
  readonly autoCache: boolean;
  /** What `thinking.block_binding.prefix_mismatch_behavior` is called. */
  readonly mismatch: 'prefix_mismatch_behavior' | 'mismatch_behavior';
};

type Asked = Parameters<Shape>[0];

/** Fields that every cloud has. */
const FIELDS: readonly string[] = [
  'max_tokens',
  'messages',
  'metadata',
  'output_config',
  'stop_sequences',
  'system',
  'temperature',
  'thinking',
  'tool_choice',
  'tools',
  'top_k',
  'top_p',
];

/** Fields that a beta brings along: they stay when the cloud knows the beta and the caller asked for it. */
const BY_BETA: Readonly<Record<string, string>> = {
  compaction: 'compact-',
  container: 'skills-',
  context_management: 'context-management-',
  mcp_servers: 'mcp-client-',
};

/** What it matters when one is not there. What is newer than this table may change the answer. */
const WEIGHTS: Readonly<Record<string, LossWeight>> = {
  // What was said or stored before lies at Anthropic, and the request means nothing without it.
  container: 'blocking',
  thread: 'blocking',
  cache_control: 'cosmetic',
  diagnostics: 'cosmetic',
  fallbacks: 'cosmetic',
  fallback_credit_token: 'cosmetic',
  billing_policy: 'cosmetic',
  service_tier: 'cosmetic',
  speed: 'cosmetic',
};

/** A body without what the cloud lacks, and the betas that it may be sent with. */
export function bodyFor(
  rules: CloudRules,
  asked: Asked,
): { readonly body: JsonObject; readonly betas: readonly string[]; readonly losses: Shaped['losses'] } {
  const losses = collectLosses();
  const { kept, missed } = betasFor(rules.cloud, betasOf(asked));
  for (const beta of missed) losses.lose(beta, 'behavioural');

  const out: Record<string, Json> = {};
  for (const [key, value] of Object.entries(asked.body)) {
    if (ELSEWHERE.includes(key)) continue;
    const beta = Object.hasOwn(BY_BETA, key) ? BY_BETA[key] : undefined;
    const known =
      FIELDS.includes(key) ||
      (key === 'cache_control' && rules.autoCache) ||
      (beta !== undefined && kept.some((name) => name.startsWith(beta)));
    if (known) out[key] = value;
    else losses.lose(key, (Object.hasOwn(WEIGHTS, key) ? WEIGHTS[key] : undefined) ?? 'behavioural');
  }
  const eager = toolsFor(out, rules, asked.model, losses);
  choiceFor(out, rules, losses);
  outputFor(out, rules, asked.model, losses);
  messagesFor(out, rules, asked.foreign, losses);
  const bound = bindingFor(out, rules, kept);
  const betas = eager && rules.cloud === 'bedrock' ? [...new Set([...kept, EAGER_BETA])] : kept;
  return { body: bound, betas, losses: losses.list() };
}

const EAGER_BETA = 'fine-grained-tool-streaming-2025-05-14';

/** These stand in the address, in a header, or come back under another name. */
const ELSEWHERE: readonly string[] = ['model', 'stream', 'anthropic_version', 'anthropic_beta', 'betas'];

function betasOf({ body, headers }: Asked): readonly string[] {
  const inHeader = (headers['anthropic-beta'] ?? '').split(',').map((beta) => beta.trim());
  const inBody = listAt(body, 'anthropic_beta').filter((beta) => typeof beta === 'string');
  return [...new Set([...inHeader, ...inBody])].filter((beta) => beta !== '');
}

/** Tools that run here are there everywhere: they are calls like any other, to something that the model was trained on. */
const CLIENT_TOOLS = ['custom', 'bash_', 'text_editor_', 'memory_', 'computer_2'];

/** True when a tool was to be streamed eagerly, which is a beta where the field is not known. */
function toolsFor(out: Record<string, Json>, rules: CloudRules, model: string, losses: Losses): boolean {
  const tools = out['tools'];
  if (!isArray(tools)) return false;
  let eager = false;
  const kept = tools.flatMap((tool): readonly Json[] => {
    if (!isObject(tool)) return [tool];
    const type = textAt(tool, 'type');
    const known =
      type === '' || [...CLIENT_TOOLS, ...rules.serverTools].some((beginning) => type.startsWith(beginning));
    if (!known) {
      losses.lose(`tools.${type.replace(/_\d{8}$/, '')}`, 'behavioural');
      return [];
    }
    const { strict, eager_input_streaming: wanted, ...rest } = tool;
    if (strict === true && !rules.schema(model)) losses.lose('tools.strict', 'behavioural');
    eager ||= wanted === true && !rules.eagerTools;
    return [
      {
        ...rest,
        ...(strict !== undefined && rules.schema(model) && { strict }),
        ...(wanted !== undefined && rules.eagerTools && { eager_input_streaming: wanted }),
      },
    ];
  });
  out['tools'] = kept;
  if (kept.length > 0) return eager;
  delete out['tools'];
  delete out['tool_choice'];
  return false;
}

function choiceFor(out: Record<string, Json>, rules: CloudRules, losses: Losses): void {
  const choice = out['tool_choice'];
  if (rules.parallelChoice || !isObject(choice) || choice['disable_parallel_tool_use'] === undefined) return;
  const { disable_parallel_tool_use: single, ...rest } = choice;
  if (single === true) losses.lose('disable_parallel_tool_use', 'behavioural');
  out['tool_choice'] = rest;
}

function outputFor(out: Record<string, Json>, rules: CloudRules, model: string, losses: Losses): void {
  const config = out['output_config'];
  if (!isObject(config) || rules.schema(model) || config['format'] === undefined) return;
  losses.lose('output_config.format', 'behavioural');
  const { format: _, ...rest } = config;
  if (Object.keys(rest).length > 0) out['output_config'] = rest;
  else delete out['output_config'];
}

function messagesFor(out: Record<string, Json>, rules: CloudRules, foreign: boolean, losses: Losses): void {
  const messages = out['messages'];
  if (!isArray(messages)) return;
  for (const message of messages) lookForHandles(listAt(message, 'content'), rules, losses);
  if (!foreign) return;
  out['messages'] = messages.flatMap((message) => withoutThoughts(message, losses));
  // Claude with a budget refuses to go on in a loop of calls whose thoughts are gone.
  if (textAt(out['thinking'], 'type') === 'enabled' && isResult(messages.at(-1))) {
    losses.lose('thinking', 'behavioural');
    delete out['thinking'];
  }
}

/** Sources that only Anthropic can fetch, anywhere in a message. */
function lookForHandles(content: readonly Json[], rules: CloudRules, losses: Losses): void {
  for (const block of content) {
    const source = textAt(block, 'source', 'type');
    if (source === 'url' && !rules.urls) losses.lose(`${textAt(block, 'type')} URLs`, 'blocking');
    if (source === 'file' && !rules.files) losses.lose('source.file', 'blocking');
    lookForHandles(listAt(block, 'content'), rules, losses);
  }
}

const isResult = (message: Json | undefined): boolean =>
  listAt(message, 'content').some((block) => textAt(block, 'type') === 'tool_result');

function withoutThoughts(message: Json, losses: Losses): readonly Json[] {
  const content = at(message, 'content');
  if (!isObject(message) || !isArray(content)) return [message];
  const kept = content.filter((block) => !/^(?:redacted_)?thinking$/.test(textAt(block, 'type')));
  if (kept.length === content.length) return [message];
  losses.lose('thinking of earlier turns', 'cosmetic');
  return kept.length === 0 ? [] : [{ ...message, content: kept }];
}

function bindingFor(out: Record<string, Json>, rules: CloudRules, betas: readonly string[]): JsonObject {
  const thinking = out['thinking'];
  const binding = at(thinking, 'block_binding');
  if (!isObject(thinking) || !isObject(binding)) return out;
  const { block_binding: _, ...rest } = thinking;
  // Without its beta the field is refused, and the thoughts are checked as strictly as ever.
  if (!betas.some((beta) => beta.startsWith('thinking-binding-controls-'))) return { ...out, thinking: rest };
  const { prefix_mismatch_behavior: named, mismatch_behavior: renamed, ...others } = binding;
  const behavior = named ?? renamed;
  return {
    ...out,
    thinking: { ...rest, block_binding: { ...others, ...(behavior !== undefined && { [rules.mismatch]: behavior }) } },
  };
}

/** The dialect's own headers, with these betas and without the version where it stands in the body. */
export function headersFor(asked: Asked, betas: readonly string[], version: boolean): Headers {
  const own = asked.headers['anthropic-version'];
  return {
    ...(version && own !== undefined && { 'anthropic-version': own }),
    ...(betas.length > 0 && { 'anthropic-beta': betas.join(',') }),
  };
}
