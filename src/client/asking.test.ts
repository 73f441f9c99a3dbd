import { describe, expect, it } from 'vitest';
import { bodyOf } from '../../test/fixtures/bodies.ts';
import { type Dialect, DIALECTS } from '../../test/fixtures/client.ts';
import { scene } from '../../test/fixtures/scene.ts';
import { refusedPort } from '../drill/sandbox/sandbox.ts';
import { type Asking, createAsking, createClient, createQueue, followHelp, type Question } from './client.ts';

const { sandbox, gateway, provider } = scene({ firstTokenMs: 5, tokenMs: 2 });

async function asked(name: string, dialect: Dialect = 'anthropic', ladder = `${name}/*`): Promise<Asking> {
  const { url } = await gateway(
    ['providers:', provider(name, dialect), `routes: [{ match: ["*"], ladder: [${ladder}] }]`].join('\n'),
  );
  const client = createClient({ url });
  return createAsking({ client, help: followHelp(client) });
}

function question(protocol: Dialect, content = 'What is fail-soft?'): Question {
  const {
    stream: _,
    model,
    ...body
  } = bodyOf(protocol, { model: 'm', stream: true, content }) as {
    stream: boolean;
    model: string;
  };
  return { request: { protocol, model, body: protocol === 'gemini' ? body : { ...body, model } } };
}

const said = (name: string): string => sandbox().seen(name).at(-1)?.answer?.text ?? '';
const stateOf = ({ answering }: Asking): string => answering.get().state;

describe('an answer on its way', () => {
  it.each(DIALECTS)('that is cut off keeps its part, and whoever can goes on behind it: %s', async (dialect) => {
    const name = `asking-${dialect}`;
    const asking = await asked(name, dialect);
    sandbox().setFault(name, 'clean-cut', { times: 1 });
    const heard: string[] = [];
    asking.answering.subscribe(() => void heard.push(stateOf(asking)));
    asking.ask(question(dialect));
    await expect.poll(() => stateOf(asking)).toBe('cut');
    const { text: part, trouble, origin } = asking.answering.get();
    expect([said(name).startsWith(part), part === '', trouble === '']).toEqual([true, false, false]);
    expect(origin?.servedBy).toBe(`${name}/m`);
    asking.goOn();
    await expect.poll(() => stateOf(asking)).toBe('done');
    expect(asking.answering.get().text).toBe(part + said(name));
    expect(sandbox().seen(name).at(-1)?.body).toContain(JSON.stringify(part).slice(1, -1));
    expect([heard[0], heard.at(-1)]).toEqual(['streaming', 'done']);
    asking.again();
    await expect.poll(() => stateOf(asking)).toBe('done');
    expect(asking.answering.get().text).toBe(said(name));
  });

  it('is gone on with by another model, also where the first is well again', async () => {
    const ladder = '{ target: asking-one/*, continue: false }, { target: asking-two/second, continue: false }';
    const { url } = await gateway(
      [
        'providers:',
        provider('asking-one'),
        provider('asking-two'),
        `routes: [{ match: ["*"], ladder: [${ladder}] }]`,
      ].join('\n'),
    );
    const client = createClient({ url });
    const asking = createAsking({ client, help: followHelp(client) });
    for (const name of ['asking-one', 'asking-two']) sandbox().setFault(name, 'clean-cut', { times: 1 });
    asking.ask(question('anthropic'));
    await expect.poll(() => stateOf(asking)).toBe('cut');
    const { text: part, origin } = asking.answering.get();
    const [other, servedBy] =
      origin?.servedBy === 'asking-one/m' ? ['asking-two', 'asking-two/second'] : ['asking-one', 'asking-one/m'];
    asking.goOn();
    await expect.poll(() => stateOf(asking)).toBe('done');
    expect(asking.answering.get()).toMatchObject({ text: part + said(other), origin: { servedBy } });
  });

  it('ends at the provider, too, when it is stopped, and its part stays', async () => {
    const asking = await asked('asking-stop');
    asking.ask(question('anthropic', 'Tell me more. [long]'));
    await expect.poll(() => asking.answering.get().text).not.toBe('');
    asking.stop();
    expect(asking.answering.get()).toMatchObject({ state: 'cut', trouble: '' });
    asking.clear();
    expect(asking.answering.get()).toMatchObject({ state: 'idle', text: '', origin: null });
    await expect.poll(() => sandbox().seen('asking-stop').at(-1)?.completion).toBe('left');
    asking.ask(question('anthropic'));
    asking.stop();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([stateOf(asking), sandbox().seen('asking-stop').length]).toEqual(['idle', 1]);
  });

  it('is one at a time: what is asked next takes its place', async () => {
    const asking = await asked('asking-next');
    asking.ask(question('anthropic', 'Tell me more. [long]'));
    await expect.poll(() => asking.answering.get().text).not.toBe('');
    asking.ask(question('anthropic'));
    await expect.poll(() => stateOf(asking)).toBe('done');
    expect(asking.answering.get().text).toBe(said('asking-next'));
  });

  it('is none where nobody can answer, in the words of whoever says so', async () => {
    const asking = await asked('asking-notice', 'anthropic', 'asking-notice/*, { notice: "Come back at noon." }');
    sandbox().setFault('asking-notice', 'unavailable');
    asking.ask(question('anthropic'));
    await expect.poll(() => stateOf(asking)).toBe('nobody');
    expect(asking.answering.get()).toMatchObject({ text: '', origin: null, trouble: 'Come back at noon.' });
    const bare = await asked('asking-bare');
    sandbox().setFault('asking-bare', 'unavailable');
    bare.ask(question('anthropic'));
    await expect.poll(() => stateOf(bare)).toBe('nobody');
    expect(bare.answering.get().trouble).not.toBe('');
    bare.ask({ request: { protocol: 'anthropic', body: { model: 7 } } });
    await expect.poll(() => stateOf(bare)).toBe('failed');
  });

  it('may be waited for: then the question is kept, and nothing else comes', async () => {
    const client = createClient({ url: `http://127.0.0.1:${await refusedPort()}` });
    const help = followHelp(client);
    const queue = createQueue({ client, help });
    const asking = createAsking({ client, help, queue });
    await expect(asking.keep()).rejects.toMatchObject({ kind: 'unkept' });
    asking.ask({ ...question('anthropic'), place: 'here' });
    await expect.poll(() => stateOf(asking)).toBe('nobody');
    await asking.keep();
    expect([stateOf(asking), queue.items.get()]).toMatchObject(['kept', [{ place: 'here', state: 'waiting' }]]);
    const nowhere = createAsking({ client, help });
    await expect(nowhere.keep(question('anthropic'))).rejects.toMatchObject({ kind: 'unkept' });
  });
});
