import type { Wish } from '../queue.ts';

/** A question to be answered later, as it is taken in. `body`: what is asked for, of a route `r`, in OpenAI's dialect. */
export function wish(body: string, change: Partial<Wish> = {}): Wish {
  return {
    tenant: 'acme',
    client: '',
    protocol: 'openai-chat',
    route: 'r',
    model: 'm',
    workflow: '',
    priority: 3,
    idempotencyKey: null,
    orderKey: null,
    expiresMs: 3_600_000,
    hook: null,
    question: { protocol: 'openai-chat', model: '', headers: {}, query: '', standby: true, body: Buffer.from(body) },
    ...change,
  };
}

/** The body of a question for the model `m`. */
export function asking(text: string): string {
  return JSON.stringify({ model: 'm', messages: [{ role: 'user', content: text }] });
}
