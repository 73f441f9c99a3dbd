import { crc32 } from 'node:zlib';

/** Amazon's binary frames as the specification has them, written with Node's own checksum and none of the product's code. */
export function frame(headers: Readonly<Record<string, string>>, payload: string): Buffer {
  const names = Object.entries(headers).map(([name, value]) => {
    const head = Buffer.alloc(1 + Buffer.byteLength(name) + 3);
    head.writeUInt8(Buffer.byteLength(name), 0);
    head.write(name, 1);
    head.writeUInt8(7, 1 + Buffer.byteLength(name));
    head.writeUInt16BE(Buffer.byteLength(value), 2 + Buffer.byteLength(name));
    return Buffer.concat([head, Buffer.from(value)]);
  });
  const head = Buffer.concat(names);
  const body = Buffer.from(payload);
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(16 + head.length + body.length, 0);
  prelude.writeUInt32BE(head.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const all = Buffer.concat([prelude, head, body]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(all));
  return Buffer.concat([all, sum]);
}

/** One of Anthropic's events as Bedrock packs it. */
export function chunk(event: object): Buffer {
  const bytes = Buffer.from(JSON.stringify(event)).toString('base64');
  const headers = { ':event-type': 'chunk', ':content-type': 'application/json', ':message-type': 'event' };
  return frame(headers, JSON.stringify({ bytes, p: 'abcdefgh' }));
}

export function exception(type: string, message: string): Buffer {
  const headers = { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' };
  return frame(headers, JSON.stringify({ message }));
}

/** A whole answer of Claude, as events. */
export function answerOf(text: string): readonly object[] {
  const usage = { input_tokens: 9, output_tokens: 1 };
  return [
    {
      type: 'message_start',
      message: {
        id: 'msg_bdrk_01',
        type: 'message',
        role: 'assistant',
        model: 'claude-sonnet-5-5',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage,
      },
    },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...text.split(/(?<= )/).map((word) => ({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'text_delta', text: word },
    })),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 7 } },
    { type: 'message_stop', 'amazon-bedrock-invocationMetrics': { inputTokenCount: 9, outputTokenCount: 7 } },
  ];
}
