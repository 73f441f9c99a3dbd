/** Parts of a path to a model that say where it is kept and not who made it. */
const SHELVES = new Set(['models', 'accounts', 'publishers', '@cf', 'hf.co', 'huggingface.co']);

type Name = { readonly maker: string; readonly model: string; readonly tag: string };

/**
 * Do two names, at two providers, mean the very same embedding model? Vectors of different models look alike and mean nothing to
 * each other, so in doubt it is another one: only the maker's prefix (`openai/…`), the shelf (`models/…`), Ollama's `:latest` and
 * upper case may differ. A version, a size or a quantisation in one of the names makes it another model.
 */
export function sameModel(one: string, other: string): boolean {
  const a = partsOf(one);
  const b = partsOf(other);
  const sameMaker = a.maker === '' || b.maker === '' || a.maker === b.maker;
  return a.model !== '' && a.model === b.model && a.tag === b.tag && sameMaker;
}

function partsOf(name: string): Name {
  const parts = name
    .toLowerCase()
    .split('/')
    .filter((part) => part !== '' && !SHELVES.has(part));
  const [model = '', ...tags] = (parts.at(-1) ?? '').split(':');
  const tag = tags.join(':');
  return { maker: parts.at(-2) ?? '', model, tag: tag === 'latest' ? '' : tag };
}
