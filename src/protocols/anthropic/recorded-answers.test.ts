import { describe, expect, it } from 'vitest';
import { readAnthropic, recorded, skipped } from '../../../test/fixtures/anthropic-recordings.ts';
import { gather } from '../../model/gather.ts';
import { at, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import type { Frame } from '../protocol.ts';
import { eventsIn, recordedFrames, same } from '../testing/recorded.ts';
import { anthropic } from './index.ts';

const recordings = recorded ? readAnthropic() : [];
const streams = recordings.filter(({ streamed }) => streamed);
const answers = recordings.filter(
  ({ streamed, status, path }) => !streamed && status === 200 && !path.includes('count_tokens'),
);

const eventsOf = (frames: readonly Frame[]): readonly ReplyEvent[] => eventsIn(frames, anthropic);

const SHOWN = new Set(['text', 'thinking', 'redacted_thinking', 'tool_use']);

/** Puts a stream together without the code under test: the blocks as they would stand in a whole answer. */
function assemble(text: string): readonly JsonObject[] {
  const blocks = new Map<number, Record<string, Json>>();
  for (const line of text.split(/\r?\n/)) {
    if (!line.startsWith('data:')) continue;
    const data = JSON.parse(line.slice(5)) as {
      index: number;
      content_block?: JsonObject;
      delta?: Record<string, Json>;
    };
    if (data.content_block) blocks.set(data.index, { ...data.content_block, partial_json: '' });
    const block = blocks.get(data.index);
    for (const [key, piece] of Object.entries(data.delta ?? {})) {
      if (block && typeof piece === 'string' && key !== 'type') block[key] = textAt(block, key) + piece;
      if (block && key === 'citation') block['citations'] = [...listAt(block, 'citations'), piece];
    }
  }
  return [...blocks.values()].map(({ partial_json: json, ...block }) =>
    block['type'] === 'tool_use' ? { ...block, input: JSON.parse(json === '' ? '{}' : (json as string)) } : block,
  );
}

/** What of a block the caller of any dialect can be shown. */
function shown(blocks: readonly Json[]): readonly Json[] {
  return blocks
    .filter(
      (block) =>
        SHOWN.has(textAt(block, 'type')) && (textAt(block, 'text') !== '') !== (textAt(block, 'type') !== 'text'),
    )
    .map((block) => {
      const { citations, caller: _, ...rest } = block as Record<string, Json>;
      const cited = listAt(citations).map(asCited);
      return { ...rest, ...(cited.length > 0 && { citations: cited }) };
    });
}

/** A citation without what proves it to Anthropic. */
function asCited(citation: Json): Json {
  const { url, title, cited_text } = citation as JsonObject;
  return { url: url ?? '', title: title ?? null, cited_text: cited_text ?? '' };
}

describe.skipIf(skipped)('recorded answers (skipped without ../shared/data)', () => {
  it('are there', () => {
    expect(streams.length).toBeGreaterThan(40);
    expect(answers.length).toBeGreaterThan(250);
    expect(streams.some(({ answer }) => answer.includes('thinking_delta'))).toBe(true);
  });

  it('as streams come out with every text, thought, signature and call', () => {
    for (const { path, answer } of streams) {
      const reply = gather(eventsOf(recordedFrames(answer)));
      const want = shown(assemble(answer));
      same(path, shown(listAt(anthropic.renderResponse(reply), 'content')), want);
      const last = JSON.parse(/data:(.*"message_delta".*)/.exec(answer)?.[1] ?? '') as Json;
      const rendered = anthropic.renderResponse(reply);
      same(path, at(rendered, 'stop_reason'), at(last, 'delta', 'stop_reason'));
      same(path, at(rendered, 'usage', 'output_tokens'), at(last, 'usage', 'output_tokens'));
      same(path, at(rendered, 'usage', 'input_tokens'), at(last, 'usage', 'input_tokens'));
    }
  });

  it('as streams can be written again in the strict grammar without losing anything', () => {
    for (const { path, answer } of streams) {
      const events = eventsOf(recordedFrames(answer));
      const render = anthropic.renderStream({ model: 'm', after: null, usage: true });
      const written = events.flatMap(render);
      same(path, gather(eventsOf(written)), { ...gather(events), model: 'm' });
    }
  });

  it('as streams are seen by the watch as they are read by the parser', () => {
    for (const { path, answer } of streams) {
      const all = recordedFrames(answer);
      const watch = anthropic.watch();
      const read = anthropic.parseStream();
      let hard = false;
      for (const frame of all) {
        const sighting = watch.see(frame);
        hard ||= sighting.weight === 'hard';
        same(path, sighting.fault, null);
        const events = read(frame);
        if (events.some(({ type }) => type === 'text' || type === 'tool-call')) same(path, hard, true);
        same(
          path,
          sighting.end,
          events.some(({ type }) => type === 'end'),
        );
      }
      same(path, watch.close(), '');
      same(path, watch.usage(), gather(eventsOf(all)).usage);
      same(path, watch.resumed().openPart, -1);
    }
  });

  it('as streams are cut wherever the connection breaks', () => {
    for (const { path, answer } of streams.slice(0, 10)) {
      const all = recordedFrames(answer);
      const last = all.findIndex(({ event }) => event === 'message_delta');
      for (let count = 0; count < last; count += 1) {
        const last = eventsOf(all.slice(0, count)).at(-1);
        same(path, last?.type === 'fault' && last.fault.kind, 'cut');
      }
      same(path, gather(eventsOf(all.slice(0, last + 1))), gather(eventsOf(all)));
    }
  });

  it('as whole answers come out with every text, thought, signature and call', () => {
    for (const { path, answer } of answers) {
      const body = JSON.parse(answer) as Json;
      if (at(body, 'content') === undefined) continue;
      const rendered = anthropic.renderResponse(anthropic.parseResponse(body));
      same(path, shown(listAt(rendered, 'content')), shown(listAt(body, 'content')));
      same(path, rendered['stop_reason'], at(body, 'stop_reason'));
      for (const key of ['input_tokens', 'output_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens']) {
        same(path, at(rendered, 'usage', key), at(body, 'usage', key));
      }
      same(path, anthropic.weigh(body).weight, 'hard');
    }
  });

  it('of errors are understood', () => {
    const failed = recordings.filter(({ status }) => status >= 400);
    expect(failed.length).toBeGreaterThan(0);
    for (const { status, answer, path } of failed) {
      const fault = anthropic.parseError(status, {}, JSON.parse(answer) as Json);
      same(path, fault.kind, status === 404 ? 'no-such-model' : 'invalid');
    }
  });
});
