/** The page has settled after so long, ms. */
const SETTLED_MS = 1_500;

/** What saving and taking words away needs is there before anything can go wrong, also where there is no service worker. */
export function loadForLater(): void {
  const load = (): void =>
    void Promise.all([
      import('../editor/markdown.ts'),
      import('../editor/outside.ts'),
      import('../files/take.ts'),
      import('../files/html.ts'),
    ]).catch(() => {
      // They are asked for again when they are needed.
    });
  setTimeout(load, SETTLED_MS);
}
