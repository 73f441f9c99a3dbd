import { settable } from './observable.ts';

/** A newer page is there, and waits until the person wants it. Null: there is none. */
export const newerPage = settable<(() => void) | null>(null);

/** Keeps the page for when there is no gateway. Browsers allow that on this machine and over https. */
export function registerWorker(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const { serviceWorker } = navigator;
  let isWanted = false;
  serviceWorker.addEventListener('controllerchange', () => {
    if (isWanted) location.reload();
  });
  const offer = (waiting: ServiceWorker): void =>
    newerPage.set(() => {
      isWanted = true;
      waiting.postMessage('take over');
    });
  serviceWorker
    .register('/writer/service-worker.js', { scope: '/writer/', type: 'module' })
    .then((registration) => {
      if (registration.waiting !== null && serviceWorker.controller !== null) offer(registration.waiting);
      registration.addEventListener('updatefound', () => {
        const { installing } = registration;
        installing?.addEventListener('statechange', () => {
          if (installing.state === 'installed' && serviceWorker.controller !== null) offer(installing);
        });
      });
    })
    .catch(() => {
      // The page works without it, only not from a cold start without the gateway.
    });
}
