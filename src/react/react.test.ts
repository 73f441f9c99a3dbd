import { createElement, type ReactNode, StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { createClient, createQueue, followHelp } from '../client/client.ts';
import { FailsoftProvider, useAsk, useAskLater, useAvailability, useLevel } from './react.ts';

/** What every hook says, in one line. */
function All(): ReactNode {
  const { state, text } = useAsk();
  const { suggestions, waiting } = useAskLater();
  const said = [useLevel(), useAvailability({ route: 'r' }).level, state, text, suggestions.length, waiting.length];
  return said.join('|');
}

describe('the hooks on a server', () => {
  it.each([true, false])('say what is known there, which is nothing, and ask nobody (with a queue: %s)', (hasQueue) => {
    let asked = 0;
    const client = createClient({
      url: 'http://127.0.0.1:9',
      fetch: async () => {
        asked += 1;
        throw new TypeError('Nobody is there');
      },
    });
    const help = followHelp(client);
    const parts = { client, help, ...(hasQueue && { queue: createQueue({ client, help }) }) };
    const page = createElement(FailsoftProvider, parts, createElement(All));
    expect(renderToString(createElement(StrictMode, null, page))).toBe('0|0|idle||0|0');
    expect(asked).toBe(0);
  });

  it('say what they need', () => {
    expect(() => renderToString(createElement(All))).toThrow('need a FailsoftProvider above them');
  });
});
