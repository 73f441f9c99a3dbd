/** Whom Bedrock names before its models, and the regions before them. */
const REGION = /^(?:global|us-gov|us|eu|apac|jp|au|ca|sa|me|af)\./;
const MAKER =
  /^(?:ai21|amazon|anthropic|cohere|deepseek|google|luma|meta|minimax|mistral|moonshot|moonshotai|nvidia|openai|qwen|stability|twelvelabs|writer|xai|zai)\./;
/** What Bedrock puts behind: `-v1:0`, `-v1`, `:0`, and with a window `:0:200k`. */
const VERSION = /(?:-v\d+)?(?::\d+(?::\d+k)?)?$/;
/** Vertex has `@default` and `@20251101`, Claude Code `[1m]`. */
const DEFAULT = /@(?:default|latest)$/;
const WINDOW = /\[\d+[km]\]$/;

/**
 * A model's name without what a provider puts around it, dots written as hyphens: `anthropic/claude-opus-5.5`,
 * `global.anthropic.claude-opus-5-5-v1:0`, `arn:aws:bedrock:…:inference-profile/us.anthropic.claude-opus-5-5` and
 * `claude-opus-5-5` are the same model.
 */
export function plainName(model: string): string {
  const last = model.slice(model.lastIndexOf('/') + 1).toLowerCase();
  const bare = last.replace(WINDOW, '').replace(DEFAULT, '');
  const own = bare.replace(REGION, '').replace(MAKER, '');
  return (own === bare ? own : own.replace(VERSION, '')).replaceAll(/[.@]/g, '-');
}
