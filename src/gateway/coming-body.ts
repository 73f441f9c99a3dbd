/** What all bodies hold that are under way to one server, bytes. */
export type Hall = { bytes: number };

/** All bodies that are under way may hold so many times what the largest may have. */
const LARGEST_MAX = 16;
/** Whoever has sent no more than such a part of the largest goes on all the same. */
const SMALL_PART = 64;

/** Pieces below this size are copied together, bytes: each alone takes some 120 more than it has (640,000 of one byte held 80 MB). */
const PIECE_BYTES_MIN = 4 * 1024;
/** What they are copied to, bytes. One may hold little more than a single small piece, between large ones. */
const PAGE_BYTES = 2 * PIECE_BYTES_MIN;

/** A body as it comes. It takes little more memory than it has bytes, however it was cut. A class: there is one to every request. */
export class ComingBody {
  readonly #hall: Hall;
  #pieces: Buffer[] = [];
  /** What small pieces behind the first one are copied to, and how far it is full. */
  #page: Buffer | null = null;
  #used = 0;
  length = 0;

  constructor(hall: Hall) {
    this.#hall = hall;
  }

  add(piece: Buffer): void {
    this.length += piece.length;
    this.#hall.bytes += piece.length;
    if (piece.length >= PIECE_BYTES_MIN || this.#pieces.length === 0) {
      this.#endPage();
      this.#pieces.push(piece);
      return;
    }
    if (this.#page === null || this.#page.length - this.#used < piece.length) {
      this.#endPage();
      this.#page = Buffer.allocUnsafeSlow(PAGE_BYTES);
    }
    this.#used += piece.copy(this.#page, this.#used);
  }

  /** Is there no room for it beside the others? `largest`: how large any may be, bytes. */
  isCrowded(largest: number): boolean {
    return this.#hall.bytes > largest * LARGEST_MAX && this.length > largest / SMALL_PART;
  }

  /** All that came. It is not kept here any longer. */
  whole(): Buffer {
    this.#endPage();
    const [only] = this.#pieces;
    const body = this.#pieces.length === 1 && only !== undefined ? only : Buffer.concat(this.#pieces);
    this.forget();
    return body;
  }

  forget(): void {
    this.#hall.bytes -= this.length;
    this.length = 0;
    this.#pieces = [];
    this.#page = null;
    this.#used = 0;
  }

  #endPage(): void {
    if (this.#page !== null) this.#pieces.push(this.#page.subarray(0, this.#used));
    this.#page = null;
    this.#used = 0;
  }
}
