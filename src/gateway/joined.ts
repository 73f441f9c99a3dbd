/**
 * The pieces of a body as one. `own`: nobody else has them; then their memory is given back at once, and the pieces are empty. Left to V8, it
 * counts as alive until the next collection, and what counts is how much there is outside its heap: a body of a megabyte was there twice, and
 * every twentieth one made V8 mark all that lives here, which cost more than all that is done with it (`--trace-gc`).
 */
export function joined(pieces: readonly Buffer[], own: boolean): Buffer {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  const body = Buffer.concat(pieces);
  if (own) for (const piece of pieces) giveBack(piece);
  return body;
}

/** Small pieces may lie in a store that they share with others. */
function giveBack({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
