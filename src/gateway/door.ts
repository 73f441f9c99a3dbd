/** Who is inside, and whether anybody may still come in. One per server. */
export type Door = {
  readonly enter: () => void;
  readonly leave: () => void;
  readonly count: () => number;
  /** From now on nobody new is let in. */
  readonly shut: () => void;
  readonly isShut: () => boolean;
};

export function openDoor(): Door {
  let inside = 0;
  let shut = false;
  return {
    enter: () => void (inside += 1),
    leave: () => void (inside -= 1),
    count: () => inside,
    shut: () => void (shut = true),
    isShut: () => shut,
  };
}
