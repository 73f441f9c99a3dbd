type Asked = { readonly number: number; readonly text: string };

/** The thread's side of a checker. Of several texts that wait, only the last one is looked at. */
export function answerChecks(check: (text: string) => Promise<unknown>): void {
  let next: Asked | null = null;
  let isRunning = false;
  const run = async (): Promise<void> => {
    isRunning = true;
    while (next !== null) {
      const { number, text }: Asked = next;
      next = null;
      const found = await check(text).catch(() => 'broken' as const);
      postMessage({ number, found });
    }
    isRunning = false;
  };
  addEventListener('message', ({ data }: MessageEvent<Asked>) => {
    next = data;
    if (!isRunning) void run();
  });
}
