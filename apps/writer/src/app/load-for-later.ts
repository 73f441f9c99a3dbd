/** The page has settled after so long, ms. */
const SETTLED_MS = 1_500;

/** What saving and taking words away needs is there before anything can go wrong, also where there is no service worker. */
export function loadForLater(): void {
  setTimeout(() => void load(), SETTLED_MS);
}

async function load(): Promise<void> {
  try {
    await Promise.all([
      import('../editor/markdown.ts'),
      import('../editor/outside.ts'),
      import('../files/take.ts'),
      import('../files/html.ts'),
      import('../tables/table-bar.tsx'),
      import('./find-bar.tsx'),
      import('./documents.tsx'),
      import('../assist/waiting-panel.tsx'),
    ]);
  } catch {
    // They are asked for again when they are needed.
  }
}
