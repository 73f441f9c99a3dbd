import { StoreThread } from '../../thread.ts';
import { openAnswerStore } from '../answer-store.ts';

// Writes answers for ever, to be killed in the middle of it. Says so when the first is on disk.

const [, , path = '', round = ''] = process.argv;
const thread = new StoreThread({ path, pagesMax: null });
const options = { path, bytesMax: 1e9, onTrouble: () => {}, wallMs: Date.now, limits: { flushMs: 1 } };
const store = openAnswerStore(options, thread);
await thread.ask({ kind: 'open' });

let count = 0;
setInterval(() => {
  for (let more = 0; more < 20; more += 1) {
    count += 1;
    const id = `${round}-${count}`;
    const answer = `{"said":"${id}${'x'.repeat(1_000)}"}`;
    store.write({ id, tenant: 't', request: Buffer.from(`asked ${id}`), answer, madeAtMs: 1, untilMs: 1e15 });
  }
  if (count === 200) process.send?.('writing');
}, 2);
