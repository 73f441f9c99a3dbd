import { isObject, type Json } from '../../model/json.ts';
import { bad, checkDepth, collectLosses, requiredText } from '../fields.ts';
import { parseTools } from '../openai-chat/parse-tools.ts';
import type { Parsed } from '../protocol.ts';
import { parseMessages } from './parse-messages.ts';
import { loseUnsaid, parseOutput, parseSettings, parseStream, parseThinking } from './parse-settings.ts';

const SAID: ReadonlySet<string> = new Set(['messages', 'tools']);

/** Reads a caller's body for `/api/chat`. Throws `bad-request` with the place of the mistake. */
export function parseRequest(body: Json): Parsed {
  if (!isObject(body)) throw bad('body', 'an object was expected');
  checkDepth(body);
  const losses = collectLosses();
  const model = requiredText(body, 'model', '');
  loseUnsaid(body, SAID, losses);
  const conversation = {
    messages: parseMessages(body, losses),
    // They have the shape of OpenAI's.
    tools: parseTools(body, losses),
    toolChoice: { kind: 'auto' } as const,
    parallelTools: true,
    output: parseOutput(body),
    thinking: parseThinking(body),
    settings: parseSettings(body, losses),
  };
  return {
    conversation: { ...conversation, unsaid: losses.list() },
    model,
    stream: parseStream(body),
    usage: true,
  };
}
