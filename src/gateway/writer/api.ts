import { redacted } from '../../config/redacted.ts';
import { usualModel } from '../../config/usual-model.ts';
import { Fault } from '../../model/fault.ts';
import { numberAt, textAt } from '../../model/json.ts';
import { requireJson } from '../authorize.ts';
import type { Documents, Opened } from '../documents/documents.ts';
import { idOf } from '../documents/names.ts';
import { REASONS } from '../documents/versions.ts';
import type { Live } from '../gateway.ts';
import type { Incoming } from '../handle.ts';
import { jsonIn } from '../json.ts';
import { event } from '../status-page/audience.ts';
import type { Writer } from './writer.ts';

type Asked = Pick<Incoming, 'method' | 'query' | 'headers' | 'body'> & {
  /** Without `/writer/api/`. */
  readonly path: string;
};

/** Changes may be as large as a pasted book. */
const UPDATE_BYTES_MAX = 24 * 1024 * 1024;
const NOTE_LENGTH_MAX = 500;

/** What the writer's pages ask of the documents. Rejects with a Fault. */
export async function answerApi(asked: Asked, writer: Writer, live: Live): Promise<object> {
  const documents = writer.documents();
  if (documents === null)
    throw new Fault('no-such-path', 'This gateway keeps no documents: "writer: { folder: null }" says so');
  const [what = '', id, ...rest] = asked.path.split('/');
  const { method } = asked;
  if (method !== 'GET') requireJson(asked.headers);
  if (what === 'documents' && id === undefined && method === 'GET')
    return { ...(await documents.list()), model: live.config.writer.model ?? usualModel(redacted(live.config)) };
  if (what === 'search' && id === undefined && method === 'GET')
    return { hits: await documents.search(new URLSearchParams(asked.query).get('q') ?? '') };
  if (what !== 'documents' || id === undefined) throw nothing();
  return answerDocument({ ...asked, path: rest.join('/') }, idOf(id), { documents, writer });
}

type Around = { readonly documents: Documents; readonly writer: Writer };

async function answerDocument(asked: Asked, id: string, { documents, writer }: Around): Promise<object> {
  const told = async <T extends object>(change: Promise<T>): Promise<T> => {
    const result = await change;
    writer.audience.tell(event('list', { id }));
    return result;
  };
  switch (`${asked.method} ${asked.path.replace(/\d+$/, '#')}`) {
    case 'GET ':
      return renderOpened(await documents.open(id));
    case 'PUT ': {
      const body = jsonIn(asked.body);
      return told(documents.put(id, textAt(body, 'title'), textAt(body, 'folder')));
    }
    case 'DELETE ':
      return told(documents.trash(id).then(() => ({ ok: true })));
    case 'DELETE forever':
      return told(documents.remove(id).then(() => ({ ok: true })));
    case 'POST restore':
      return told(documents.restore(id));
    case 'POST updates': {
      const body = jsonIn(asked.body);
      const data = textAt(body, 'data');
      const number = await documents.update(id, bytesIn(data));
      writer.audience.tell(event('update', { id, number, by: textAt(body, 'by'), data }));
      return { number };
    }
    case 'PUT save': {
      const body = jsonIn(asked.body);
      const [markdown, state] = [textAt(body, 'markdown'), bytesIn(textAt(body, 'state'))];
      const saved = await documents.save(id, { markdown, state, through: numberAt(body, 'through') });
      writer.audience.tell(event('saved', { id, by: textAt(body, 'by'), ...saved }));
      return saved;
    }
    case 'GET versions':
      return { versions: await documents.versions(id) };
    case 'POST versions': {
      const body = jsonIn(asked.body);
      const reason = REASONS.find((one) => one === textAt(body, 'reason')) ?? 'work';
      const state = textAt(body, 'state');
      return documents.keep(id, {
        reason,
        note: textAt(body, 'note').slice(0, NOTE_LENGTH_MAX),
        words: numberAt(body, 'words'),
        markdown: textAt(body, 'markdown'),
        state: state === '' ? null : bytesIn(state),
      });
    }
    case 'GET versions/#': {
      const { markdown, state } = await documents.version(id, Number(asked.path.split('/')[1]));
      return { markdown, state: state === null ? null : base64(state) };
    }
    default:
      throw nothing();
  }
}

function renderOpened({ state, updates, ...rest }: Opened): object {
  return {
    ...rest,
    state: state === null ? null : base64(state),
    updates: updates.map(({ number, bytes }) => ({ number, data: base64(bytes) })),
  };
}

function bytesIn(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 0) throw new Fault('bad-request', 'There is nothing in it');
  if (bytes.length > UPDATE_BYTES_MAX) throw new Fault('too-large', 'This document is too large');
  return bytes;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function nothing(): Fault {
  return new Fault('no-such-path', 'There is nothing here');
}
