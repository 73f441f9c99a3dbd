const AT_ANOTHER = 'a file that lies at another provider; send it with the request instead';

/** What blocks most often, for somebody who reads an error. */
const WORDS: Readonly<Record<string, string>> = {
  images: 'a picture; it sees none',
  'image URLs': 'an image by address; it takes images in the request only',
  'document URLs': 'a document by address; it takes documents in the request only',
  PDF: 'a PDF; it reads none',
  tools: 'tools; it calls none',
  web_search: 'a search of the web; it cannot search',
  inference_geo: 'a place where the data may be worked on; it knows no such promise',
  'source.file': AT_ANOTHER,
  'file.file_id': AT_ANOTHER,
  'input_file.file_id': AT_ANOTHER,
  'input_image.file_id': AT_ANOTHER,
  fileData: AT_ANOTHER,
};

/** The name of a loss with a few words that a person understands, where the name alone does not say enough. */
export function lossInWords(what: string): string {
  const words = Object.hasOwn(WORDS, what) ? WORDS[what] : undefined;
  if (words !== undefined) return `${what} (${words})`;
  return /^(audio|image|text|video|application)\/./.test(what)
    ? `${what} (a kind of file that it does not take)`
    : what;
}
