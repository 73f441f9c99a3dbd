import { openDocuments } from '../documents.ts';
import { longText } from './long-text.ts';

// Saves one document over and over, each time with a text of another letter, until somebody kills it: `node saves.ts <folder> <id>`.

const [, , folder = '', id = ''] = process.argv;
const documents = openDocuments(folder, Date.now);
await documents.put(id, 'Letter', '');
for (let round = 0; ; round += 1) {
  const number = await documents.update(id, Buffer.from([round % 256]));
  const markdown = longText(round);
  await documents.save(id, { markdown, state: Buffer.from(markdown), through: number });
  if (round === 0) process.stdout.write('begun\n');
}
