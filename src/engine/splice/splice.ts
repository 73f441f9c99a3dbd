import { Fault } from '../../model/fault.ts';
import { renderComment, renderFrames } from '../../protocols/frame.ts';
import type { CallerProtocol, Framing } from '../../protocols/protocol.ts';
import type { Share } from './continued.ts';

export type Broken = {
  /** The name that the caller asked for. */
  readonly model: string;
  /** The last of the answer that was written; null when nothing was. Pings are nothing. */
  readonly last: Uint8Array | null;
  /** The id under which the answer began; empty when nobody knows. */
  readonly id?: string;
  /** How much of its text the caller has, UTF-16 units; null when nobody knows. */
  readonly length?: number | null;
};

/**
 * What a caller hears when an answer broke after a part of it was shown, and nobody could go on with it: how much it has, and why, as
 * an error event in its own protocol, and never a success terminator.
 */
export function brokenEnd(
  caller: CallerProtocol,
  fault: Fault,
  { model, last, id = '', length = null }: Broken,
): Uint8Array {
  const told = last === null ? undefined : caller.toldBy?.(last);
  const after = last === null ? null : { nextPart: 0, openPart: -1, ...(told && { told: { id, ...told } }) };
  const render = caller.renderStream({ model, after, usage: false });
  const said = length === null ? fault : withLength(fault, length);
  const error = renderFrames([...render({ type: 'fault', fault: said }), ...render(null)], caller.framing);
  if (length === null) return error;
  // Before the error, because that is the last thing that clients read.
  const note = renderComment(`x-failsoft-partial=${length} x-failsoft-fault=${fault.kind}`, caller.framing);
  return Buffer.concat([Buffer.from(note), error]);
}

/** Comments say nothing that the end of a stream would have to fit. */
export function isComment(bytes: Uint8Array): boolean {
  return bytes[0] === COLON && !Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('data:');
}

const COLON = 58;

function withLength(fault: Fault, length: number): Fault {
  return new Fault(fault.kind, `${fault.message} (${length} characters of the answer were sent)`, {
    limit: fault.limit,
    ...(fault.retryAfterMs !== null && { retryAfterMs: fault.retryAfterMs }),
    ...(fault.upstreamStatus !== null && { upstreamStatus: fault.upstreamStatus }),
  });
}

/** The event that tells a caller to let go of what it has: an answer from its first event on comes behind it. */
const RESTART = 'failsoft.restart';

/** `from`: the first place in the text that counts no more, UTF-16 units. */
export type Restart = { readonly from: number; readonly servedBy: string };

/** That event; where events have no names, a line that is like no other of the dialect. */
export function restartNote(restart: Restart, framing: Framing): Uint8Array {
  const data = JSON.stringify(framing === 'ndjson' ? { 'x-failsoft-restart': restart } : restart);
  return renderFrames([{ event: RESTART, data }], framing);
}

/** Who answered, for the end of a stream: one target, or who gave which part of the text. */
export function servedBy(mode: string, target: string, shares: readonly Share[]): string {
  const parts = shares.map((share) => `${oneLine(share.target)}[${share.from},${share.to}]`);
  const by = parts.length === 0 ? oneLine(target) : parts.join(' ');
  return `x-failsoft-mode=${mode} x-failsoft-served-by=${by}`;
}

function oneLine(name: string): string {
  return name.replaceAll(/[\r\n]/g, '');
}
