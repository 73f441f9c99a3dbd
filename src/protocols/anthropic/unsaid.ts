import { isArray, listAt, textAt, type Json } from '../../model/json.ts';
import type { LossWeight } from '../../model/loss.ts';

/** What only Anthropic does with a request, and what it matters when it is done without. */
// oxfmt-ignore
const FIELDS: Readonly<Record<string, LossWeight>> = {
  anthropic_beta: 'cosmetic',
  anthropic_version: 'cosmetic',
  betas: 'cosmetic',
  billing_policy: 'cosmetic',
  diagnostics: 'cosmetic',
  fallback_credit_token: 'cosmetic',
  fallbacks: 'cosmetic',
  service_tier: 'cosmetic',
  speed: 'cosmetic',
  // State and tools that live at the provider.
  container: 'blocking',
  mcp_servers: 'blocking',
  thread: 'blocking',
};

/** How much it matters that a field is left out; null when it is none of those, or says nothing. */
export function weightOfField(key: string, value: Json): LossWeight | null {
  if (value === null || (isArray(value) && value.length === 0)) return null;
  // Where the data may be worked on is a promise to somebody.
  if (key === 'inference_geo') return value === 'global' ? 'cosmetic' : 'blocking';
  if (key === 'context_management') return weightOfEdits(value);
  return (Object.hasOwn(FIELDS, key) ? FIELDS[key] : undefined) ?? null;
}

/** Clearing old thinking changes nothing where thinking is not sent on anyway; clearing or compacting turns does. */
function weightOfEdits(value: Json): LossWeight {
  const edits = listAt(value, 'edits');
  return edits.every((edit) => textAt(edit, 'type').startsWith('clear_thinking')) ? 'cosmetic' : 'behavioural';
}

/** A tool that Claude alone knows, under the name of its loss: without the date of its version. */
export const nameOfOwnTool = (type: string): string => `tools.${type.replace(/_\d{8}$/, '')}`;

/** Without most of them the caller would wait for something that cannot come; others only help the model. */
export function weightOfOwnTool(type: string): LossWeight {
  return type.startsWith('tool_search_tool') || type.startsWith('advisor') ? 'behavioural' : 'blocking';
}

/** The search is the one tool of Anthropic's own that others can do as well. */
export const isWebSearch = (tool: Json): boolean => textAt(tool, 'type').startsWith('web_search_');
