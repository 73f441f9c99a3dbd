/** Begins once this is the one tab of this browser that does; for as long as it is open. Where tabs cannot agree, each one does. */
export async function lead(name: string, begin: () => void): Promise<void> {
  if (!('locks' in navigator)) return begin();
  await navigator.locks.request(`failsoft-writer-${name}`, async () => {
    begin();
    await new Promise(() => {});
  });
}
