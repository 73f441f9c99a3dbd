import { Secret } from '../../../model/secret.ts';
import { sealing } from '../../sealing.ts';
import { StoreThread } from '../../thread.ts';
import { openAnswerStore } from '../answer-store.ts';
import { answerOf, IDS } from './numbered.ts';

// Writes answers for ever, to be killed in the middle of it. Says so when some are on disk.

const [, , path = '', round = ''] = process.argv;
const thread = new StoreThread({ path, pagesMax: null });
const seal = sealing({ key: new Secret('a key of this test, long enough.'), oldKeys: [] });
const options = {
  path,
  bytesMax: 400_000,
  onTrouble: () => {},
  wallMs: Date.now,
  sealing: seal,
  limits: { flushMs: 1, retryMs: 5, pruneRows: 20 },
};
const store = openAnswerStore(options, thread);
await thread.ask({ kind: 'open' });

let count = 0;
setInterval(() => {
  for (let more = 0; more < 20; more += 1) {
    count += 1;
    store.write(answerOf(`${(count * 7) % IDS}`, `${round}-${count}`, Date.now()));
  }
  if (count === 200) process.send?.('writing');
}, 2);
