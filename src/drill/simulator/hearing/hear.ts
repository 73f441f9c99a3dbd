import { at, isObject, textAt, type JsonObject } from '../../../model/json.ts';
import type { Received } from '../caller.ts';
import type { Dialect } from '../scenario/asking.ts';
import { hearAnthropic, hearAnthropicWhole } from './anthropic.ts';
import { hearChat, hearChatWhole } from './chat.ts';
import { type Ear, eventsIn, type Hearing, letGo, newEar, objectIn, type StreamEvent } from './ear.ts';
import { hearGemini, hearGeminiWhole } from './gemini.ts';
import { hearOllama, hearOllamaWhole } from './ollama.ts';
import { hearResponses, hearResponsesWhole } from './responses.ts';

export type { Ear } from './ear.ts';

const STREAMS: Readonly<Record<Dialect, (ear: Ear) => Hearing>> = {
  anthropic: hearAnthropic,
  'openai-chat': hearChat,
  'openai-responses': hearResponses,
  gemini: hearGemini,
  ollama: hearOllama,
};

const WHOLES: Readonly<Record<Dialect, (body: JsonObject, ear: Ear) => void>> = {
  anthropic: hearAnthropicWhole,
  'openai-chat': hearChatWhole,
  'openai-responses': hearResponsesWhole,
  gemini: hearGeminiWhole,
  ollama: hearOllamaWhole,
};

/** Reads what a caller got, by the public rules of its dialect and with nothing of what the gateway writes with. */
export function hear(dialect: Dialect, { status, headers, chunks, end }: Received): Ear {
  const ear = newEar();
  const bytes = Buffer.concat(chunks);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    ear.offences.push('bytes that are no UTF-8');
    return ear;
  }
  const type = headers['content-type'] ?? '';
  if (type.includes('event-stream') || type.includes('ndjson')) hearStream(dialect, text, ear);
  else if (status !== null && end === 'ended') hearBody(dialect, status, text, ear);
  return ear;
}

function hearStream(dialect: Dialect, text: string, ear: Ear): void {
  const { events, rest } = dialect === 'ollama' ? linesIn(text) : eventsIn(text);
  let hearing = STREAMS[dialect](ear);
  for (const event of events) {
    const [, mode = '', servedBy] = /^x-failsoft-mode=(\S+) x-failsoft-served-by=(.*)$/.exec(event.comment) ?? [];
    if (servedBy !== undefined) Object.assign(ear, { mode, servedBy });
    else if (beginsAnew(event)) {
      letGo(ear);
      hearing = STREAMS[dialect](ear);
    } else hearing(event);
  }
  if (rest.trim() !== '') ear.offences.push('half an event at the end');
}

/** The gateway's own word that an answer comes from its beginning. Where events have no names it is a line of its own. */
function beginsAnew({ event, data }: StreamEvent): boolean {
  return event === 'failsoft.restart' || at(objectIn(data), 'x-failsoft-restart', 'from') === 0;
}

function linesIn(text: string): ReturnType<typeof eventsIn> {
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  return { events: lines.map((data): StreamEvent => ({ event: '', data, comment: '' })), rest };
}

function hearBody(dialect: Dialect, status: number, text: string, ear: Ear): void {
  const body = objectIn(text);
  if (body === null) {
    // The words of a provider about the request itself are passed on as they are, web pages too.
    if (status === 200) ear.offences.push('an answer that is no JSON');
    else ear.error = text.slice(0, 80);
    return;
  }
  if (status === 200) return WHOLES[dialect](body, ear);
  const error = at(body, 'error');
  ear.error = isObject(error) ? textAt(error, 'message') : textAt(body, 'error');
  if (ear.error === '') ear.offences.push('an error without a word');
  if (dialect === 'anthropic' && textAt(body, 'type') !== 'error') ear.offences.push('an error in another shape');
}
