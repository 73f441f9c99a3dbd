import { at, textAt } from '../../model/json.ts';
import { parseData } from '../frame.ts';
import type { Frame, Keeping, KeptPlace } from '../protocol.ts';
import { typeOf } from './terms.ts';

/**
 * Background answers of OpenAI: made and kept, for some minutes, whether the line holds or not. Every event has a number, and the
 * rest can be had behind any of them (developers.openai.com/api/docs/guides/background, read in November 2026).
 */
export const keeping: Keeping = {
  kept: (body) => ({ ...body, background: true, store: true }),
  placeOf,
  restPath: (path, id, after) => below(path, id, `stream=true&starting_after=${after}`),
  endPath: (path, id) => below(path, `${id}/cancel`, ''),
};

const LAST = ['response.completed', 'response.incomplete', 'response.failed', 'response.cancelled'];
/** Nothing else gets into an address. */
const ID = /^[\w-]{1,200}$/;

function placeOf(frame: Frame): KeptPlace {
  if (frame.data === '' || frame.data === '[DONE]') return NOWHERE;
  const data = parseData(frame);
  const id = textAt(data, 'response', 'id');
  const number = at(data, 'sequence_number');
  return {
    id: ID.test(id) ? id : null,
    number: typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null,
    over: LAST.includes(typeOf(data)),
  };
}

const NOWHERE: KeptPlace = { id: null, number: null, over: false };

/** A path below that of the question, whose query it keeps: some clouds have a version in it. */
function below(path: string, rest: string, query: string): string {
  const [place = '', version = ''] = path.split('?');
  const whole = [version, query].filter((part) => part !== '').join('&');
  return `${place}/${rest}${whole === '' ? '' : `?${whole}`}`;
}
