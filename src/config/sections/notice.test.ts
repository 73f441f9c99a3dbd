import { describe, expect, it } from 'vitest';
import { configOf } from '../../../test/fixtures/gateway.ts';
import type { NoticeRung } from '../../model/route.ts';
import { renderConfig } from '../write/write.ts';

const file = (rung: string): string =>
  `providers: { o: { protocol: openai-chat, baseUrl: "http://127.0.0.1:9/v1", apiKey: k } }
routes: [{ match: ["*"], ladder: [o/*, ${rung}] }]`;

const rungOf = (text: string): NoticeRung | undefined =>
  configOf(text).routes[0]?.ladder.find((rung) => rung.kind === 'notice');

describe('the rung of a notice', () => {
  it.each([
    ['{ notice: "Away since {since}." }', { text: 'Away since {since}.' }],
    ['{ notice: { text: "Away {{for now}}", as: error } }', { text: 'Away {{for now}}', as: 'error' }],
    [
      '{ notice: { text: "{now}", timeZone: Europe/Berlin, as: answer } }',
      { text: '{now}', timeZone: 'Europe/Berlin' },
    ],
  ])('is read and written: %s', (written, read) => {
    expect(rungOf(file(written))).toEqual({ kind: 'notice', ...read });
    const again = renderConfig(configOf(file(written)));
    expect(rungOf(again.replaceAll(/\$\{\w+\}/g, 'k'))).toEqual({ kind: 'notice', ...read });
  });

  it.each([
    ['{ notice: "Away since {sinse}." }', /cannot tell "\{sinse\}"; it can tell \{since\}, .* did you mean "since"/],
    ['{ notice: "Away {}" }', /cannot tell "\{\}"/],
    ['{ notice: { timeZone: Mars } }', /"Mars" is no time zone/],
    ['{ notice: { text: "x", as: fault } }', /"as" must be "?answer"? or "?error"?/],
    ['{ notice: { txt: "x" } }', /unknown key "txt".*did you mean "text"/],
    ['{ notice: { text: 3 } }', /"text" must be text, not a number/],
    ['{ notice: 3 }', /"notice" must be a text, or a mapping/],
    ['{ notice: "x", tries: 2 }', /unknown key "tries"/],
    ['{ notice: { text: "x" }, tries: 2 }', /unknown key "tries"/],
  ])('is refused where it says what there is not: %s', (written, why) => {
    expect(() => configOf(file(written))).toThrow(why);
  });
});
