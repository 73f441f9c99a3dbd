/** How often something is done while that is needed, ms. */
const PAUSE_MS = 3_000;

export type Rounds = {
  /** Now, or once more behind the round that is under way. */
  readonly begin: () => void;
  readonly end: () => void;
};

/** Does something now, again when it is asked to, and again after a pause as long as `isNeeded`; never twice at the same time. */
export function openRounds(act: () => Promise<void>, isNeeded: () => boolean): Rounds {
  let isActing = false;
  let isAskedAgain = false;
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const begin = (): void => {
    if (isActing) isAskedAgain = true;
    if (isActing || isOver) return;
    isActing = true;
    clearTimeout(timer);
    // What could not be written down is as it was, and comes again.
    void act()
      .catch(() => {})
      .finally(() => {
        isActing = false;
        if (!isOver && (isAskedAgain || isNeeded())) timer = setTimeout(begin, isAskedAgain ? 0 : PAUSE_MS);
        isAskedAgain = false;
      });
  };
  return {
    begin,
    end: () => {
      isOver = true;
      clearTimeout(timer);
    },
  };
}
