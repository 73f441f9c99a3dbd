import type { WireHandlers, WireHeaders } from '../../../world/world.ts';

/** What a token server says, or the code that its connection breaks with. */
export type Script = { readonly status: number; readonly body: unknown } | { readonly code: string };

/** A token that is good for so many seconds. */
export const token = (value: string, seconds: number): Script => ({
  status: 200,
  body: { access_token: value, expires_in: seconds, token_type: 'Bearer' },
});

/** The whole answer at once. */
export function play(script: Script, on: WireHandlers): void {
  if ('code' in script) return on.broke(script.code, 'broken');
  on.sent();
  on.head(script.status, { 'content-type': 'application/json' });
  on.bytes(Buffer.from(JSON.stringify(script.body)));
  on.end();
}

/** What came of an exchange. */
export type Heard = { status: number; headers: WireHeaders; body: string; ended: boolean; code: string };

export function listen(): { readonly heard: Heard; readonly on: WireHandlers } {
  const heard: Heard = { status: 0, headers: {}, body: '', ended: false, code: '' };
  return {
    heard,
    on: {
      sent: () => {},
      head: (said, headers) => Object.assign(heard, { status: said, headers }),
      bytes: (chunk) => (heard.body += Buffer.from(chunk).toString('utf8')),
      end: () => (heard.ended = true),
      broke: (code) => (heard.code = code),
    },
  };
}
