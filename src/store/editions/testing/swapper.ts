import { openEditions } from '../edition-store.ts';
import { printed } from './editions.ts';

// Publishes one edition after another, and now and then goes back to the one before, until somebody kills it.
const [folder = '', from = '0'] = process.argv.slice(2);
const store = openEditions(folder, Date.now);
for (let count = Number(from); ; count += 1) {
  const one = printed('daily', `# Number ${count}\n\n${`Line of number ${count}.\n`.repeat(2_000)}`, Date.now());
  await store.stage(one);
  await store.publish('daily', one.edition.id, { kind: 'published', by: 'test', why: '', keep: 3 });
  if (count % 4 === 3) await store.rollBack('daily', null, { by: 'test', why: '' });
  process.stdout.write('.');
}
