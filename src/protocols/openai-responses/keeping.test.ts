import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DATA, skipped } from '../../../test/fixtures/anthropic-recordings.ts';
import { listAt, textAt, type Json } from '../../model/json.ts';
import { splitFrames } from '../frame.ts';
import { keeping } from './keeping.ts';

const data = (value: Json): { readonly event: string; readonly data: string } => ({
  event: '',
  data: JSON.stringify(value),
});

describe('an answer that OpenAI keeps', () => {
  it('is asked for in the words of the caller', () => {
    const body = { model: 'm', input: 'x', store: false };
    expect(keeping.kept(body)).toEqual({ ...body, background: true, store: true });
  });

  it('is found below the place where it was asked for, in the version that was asked for', () => {
    expect(keeping.restPath('/v1/responses', 'resp_1', 7)).toBe('/v1/responses/resp_1?stream=true&starting_after=7');
    expect(keeping.restPath('/openai/responses?api-version=2', 'resp_1', 0)).toBe(
      '/openai/responses/resp_1?api-version=2&stream=true&starting_after=0',
    );
    expect(keeping.endPath('/v1/responses', 'resp_1')).toBe('/v1/responses/resp_1/cancel');
    expect(keeping.endPath('/responses?v=1', 'resp_1')).toBe('/responses/resp_1/cancel?v=1');
  });

  it.each([
    ['a name', { type: 'response.created', response: { id: 'resp_1' }, sequence_number: 0 }, ['resp_1', 0, false]],
    ['words', { type: 'response.output_text.delta', delta: 'x', sequence_number: 9 }, [null, 9, false]],
    ['an end', { type: 'response.incomplete', response: { id: 'resp_1' }, sequence_number: 9 }, ['resp_1', 9, true]],
    ['an error, behind which it may go on', { type: 'error', message: 'x', sequence_number: 9 }, [null, 9, false]],
    ['nothing of itself', { type: 'response.weather_report' }, [null, null, false]],
    ['a number that is none', { type: 'x', sequence_number: '9' }, [null, null, false]],
    [
      'a name that leads elsewhere',
      { type: 'response.created', response: { id: '../files' }, sequence_number: -1 },
      [null, null, false],
    ],
  ] as const)('says of an event with %s where it stands', (_, event, [id, number, over]) => {
    expect(keeping.placeOf(data(event))).toEqual({ id, number, over });
  });

  it.skipIf(skipped)('is taken up again as it was recorded (skipped without ../shared/data)', () => {
    const name = 'test_background_mode_streaming_starting_after_vcr.yaml';
    const folder = 'recordings/pydantic+pydantic-ai/tests/models/cassettes/test_openai_responses/';
    const cassette: Json = parse(readFileSync(new URL(folder + name, DATA), 'utf8'), { logLevel: 'error' });
    const [asked, again] = listAt(cassette, 'interactions');
    const placesOf = (one: Json | undefined) =>
      splitFrames('sse')
        .feed(Buffer.from(textAt(one, 'response', 'body', 'string')))
        .map(keeping.placeOf);
    const first = placesOf(asked);
    const id = first[0]?.id ?? '';
    expect(first.map(({ number }) => number)).toEqual(first.map((_, place) => place));
    expect(first.map(({ over }) => over).indexOf(true)).toBe(first.length - 1);
    // It begins right behind the number that was named.
    expect(placesOf(again)).toEqual(first.slice(1));
    const { pathname, searchParams } = new URL(textAt(again, 'request', 'uri'));
    const ours = new URL(keeping.restPath('/v1/responses', id, 0), 'https://api.openai.com');
    expect(pathname).toBe(ours.pathname);
    expect(Object.fromEntries(searchParams)).toEqual(Object.fromEntries(ours.searchParams));
  });
});
