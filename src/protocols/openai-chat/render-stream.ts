import type { Json, JsonObject } from '../../model/json.ts';
import type { ReplyEvent, Usage } from '../../model/reply.ts';
import type { Feed, Frame, StreamOptions } from '../protocol.ts';
import { renderError } from './error.ts';
import { completionId, renderStop, renderUsage, validId } from './terms.ts';

const DONE: Frame = { event: '', data: '[DONE]' };

/**
 * Writes the chunks of Chat Completions: the role first, then what is said, why it ended, the usage where it was asked for,
 * and `[DONE]`. A fault ends the stream with an error and without `[DONE]`. Behind a beginning that another attempt wrote,
 * no role is said again.
 */
export function renderStream({ model, after, usage: wantsUsage }: StreamOptions): Feed<ReplyEvent, Frame> {
  let id = completionId('');
  let usage: Usage | null = null;
  let calls = -1;
  let over = false;

  const chunk = (choices: Json, more: JsonObject = {}): Frame => ({
    event: '',
    data: JSON.stringify({ id, object: 'chat.completion.chunk', created: 0, model, choices, ...more }),
  });
  const delta = (content: JsonObject): Frame => chunk([{ index: 0, delta: content, finish_reason: null }]);

  const render = (event: ReplyEvent): readonly Frame[] => {
    switch (event.type) {
      case 'start':
        id = completionId(event.id);
        return after === null ? [delta({ role: 'assistant', content: '' })] : [];
      case 'text':
        return event.text === '' ? [] : [delta({ content: event.text })];
      case 'thinking':
        return event.text === '' ? [] : [delta({ reasoning_content: event.text })];
      case 'refusal':
        return event.text === '' ? [] : [delta({ refusal: event.text })];
      case 'tool-call': {
        calls += 1;
        const call = {
          index: calls,
          id: validId(event.id),
          type: 'function',
          function: { name: event.name, arguments: '' },
        };
        return [delta({ tool_calls: [call] })];
      }
      case 'tool-input':
        return event.json === ''
          ? []
          : [delta({ tool_calls: [{ index: calls, function: { arguments: event.json } }] })];
      case 'usage':
        ({ usage } = event);
        return [];
      case 'citation':
      case 'signature':
      case 'sealed-thinking':
        // Only their maker can read them, and this dialect has no place for them.
        return [];
      case 'end': {
        over = true;
        const end = chunk([{ index: 0, delta: {}, finish_reason: renderStop(event.stop) }]);
        return wantsUsage && usage !== null ? [end, chunk([], { usage: renderUsage(usage) }), DONE] : [end, DONE];
      }
      case 'fault':
        over = true;
        return [{ event: '', data: JSON.stringify(renderError(event.fault)) }];
    }
  };

  return (event) => (event === null || over ? [] : render(event));
}
