import { openEditions } from '../edition-store.ts';
import { printed } from './editions.ts';

// On a disk that is almost full: publishes something small, fails with something large, and tells what then is current.
const [folder = ''] = process.argv.slice(2);
const store = openEditions(folder, Date.now);
const move = { kind: 'published', by: 'test', why: '', keep: 3 } as const;
const small = printed('daily', 'small');
await store.stage(small);
await store.publish('daily', small.edition.id, move);
const large = printed('daily', 'x'.repeat(200_000));
const why = await store.stage(large).then(
  () => 'it fitted',
  (error: unknown) => (error instanceof Error ? error.message : ''),
);
const current = await store.currentId('daily');
const read = await store.read('daily', current ?? '');
process.stdout.write(JSON.stringify({ why, body: read?.body, staged: (await store.staged('daily')).length }));
