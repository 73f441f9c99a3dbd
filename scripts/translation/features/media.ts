import type { Conversation } from '../../../src/model/conversation.ts';
import type { Json } from '../../../src/model/json.ts';
import { type Feature, MARK, partsOf, PNG, userSays, WORD } from '../feature.ts';

const PDF = Buffer.from(`%PDF-1.4 ${WORD}`).toString('base64');
const WAV = Buffer.from(`RIFF    WAVE${WORD}`).toString('base64');
const MP4 = Buffer.from(`    ftypmp42${WORD}`).toString('base64');
const TEXT = Buffer.from(`The ${WORD} says so.`).toString('base64');
const IMAGE_URL = `https://example.com/${WORD}.png`;
const PDF_URL = `https://example.com/${WORD}.pdf`;

const media = (said: Conversation): Json =>
  partsOf(said).flatMap((part) =>
    part.type === 'media' ? [{ ...part.source, kind: part.mediaType.split('/')[0] ?? '' }] : [],
  );

const question = (text: string): { readonly role: string; readonly content: string } => ({
  role: 'user',
  content: text,
});

export const MEDIA: readonly Feature[] = [
  {
    title: 'picture',
    aspect: media,
    mark: /iVBORw0KGgo/,
    said: {
      anthropic: [
        '`image`, base64',
        userSays.messages({ type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } }),
      ],
      'openai-chat': [
        '`image_url`, data URL',
        userSays.messages({ type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } }),
      ],
      'openai-responses': [
        '`input_image`, data URL',
        userSays.input({ type: 'input_image', image_url: `data:image/png;base64,${PNG}` }),
      ],
      gemini: ['`inlineData`', userSays.contents({ inlineData: { mimeType: 'image/png', data: PNG } })],
      ollama: ['`images`', { messages: [{ ...question('Hello'), images: [PNG] }] }],
      'ollama-generate': ['`images`', { images: [PNG] }],
    },
  },
  {
    title: 'picture at an address',
    aspect: media,
    mark: MARK,
    said: {
      anthropic: ['`image`, url', userSays.messages({ type: 'image', source: { type: 'url', url: IMAGE_URL } })],
      'openai-chat': ['`image_url`', userSays.messages({ type: 'image_url', image_url: { url: IMAGE_URL } })],
      'openai-responses': ['`input_image`', userSays.input({ type: 'input_image', image_url: IMAGE_URL })],
      gemini: ['`fileData`', userSays.contents({ fileData: { mimeType: 'image/png', fileUri: IMAGE_URL } })],
    },
  },
  {
    title: 'how closely to look',
    mark: /"detail":"high"/,
    said: {
      'openai-chat': [
        '`detail`',
        userSays.messages({ type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}`, detail: 'high' } }),
      ],
      'openai-responses': [
        '`detail`',
        userSays.input({ type: 'input_image', image_url: `data:image/png;base64,${PNG}`, detail: 'high' }),
      ],
    },
  },
  {
    title: 'PDF',
    aspect: media,
    mark: new RegExp(PDF),
    said: {
      anthropic: [
        '`document`, base64',
        userSays.messages({ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: PDF } }),
      ],
      'openai-chat': [
        '`file_data`',
        userSays.messages({
          type: 'file',
          file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${PDF}` },
        }),
      ],
      'openai-responses': [
        '`file_data`',
        userSays.input({ type: 'input_file', filename: 'a.pdf', file_data: `data:application/pdf;base64,${PDF}` }),
      ],
      gemini: ['`inlineData`', userSays.contents({ inlineData: { mimeType: 'application/pdf', data: PDF } })],
    },
  },
  {
    title: 'PDF at an address',
    aspect: media,
    mark: MARK,
    said: {
      anthropic: ['`document`, url', userSays.messages({ type: 'document', source: { type: 'url', url: PDF_URL } })],
      'openai-responses': ['`file_url`', userSays.input({ type: 'input_file', file_url: PDF_URL })],
      gemini: ['`fileData`', userSays.contents({ fileData: { mimeType: 'application/pdf', fileUri: PDF_URL } })],
    },
  },
  {
    title: 'text file',
    aspect: media,
    mark: MARK,
    said: {
      anthropic: [
        '`document`, text',
        userSays.messages({
          type: 'document',
          source: { type: 'text', media_type: 'text/plain', data: `The ${WORD} says so.` },
        }),
      ],
      'openai-chat': [
        '`file_data`',
        userSays.messages({ type: 'file', file: { filename: 'a.txt', file_data: `data:text/plain;base64,${TEXT}` } }),
      ],
      'openai-responses': [
        '`file_data`',
        userSays.input({ type: 'input_file', filename: 'a.txt', file_data: `data:text/plain;base64,${TEXT}` }),
      ],
      gemini: ['`inlineData`', userSays.contents({ inlineData: { mimeType: 'text/plain', data: TEXT } })],
    },
  },
  {
    title: 'sound',
    aspect: media,
    mark: new RegExp(WAV),
    said: {
      'openai-chat': [
        '`input_audio`',
        userSays.messages({ type: 'input_audio', input_audio: { data: WAV, format: 'wav' } }),
      ],
      'openai-responses': [
        '`input_audio`',
        userSays.input({ type: 'input_audio', input_audio: { data: WAV, format: 'wav' } }),
      ],
      gemini: ['`inlineData`', userSays.contents({ inlineData: { mimeType: 'audio/wav', data: WAV } })],
    },
  },
  {
    title: 'film',
    aspect: media,
    mark: new RegExp(MP4),
    said: { gemini: ['`inlineData`', userSays.contents({ inlineData: { mimeType: 'video/mp4', data: MP4 } })] },
  },
  {
    title: 'file that lies at the provider',
    mark: MARK,
    said: {
      anthropic: [
        '`file_id`',
        userSays.messages({ type: 'document', source: { type: 'file', file_id: `file_${WORD}` } }),
      ],
      'openai-chat': ['`file_id`', userSays.messages({ type: 'file', file: { file_id: `file-${WORD}` } })],
      'openai-responses': ['`file_id`', userSays.input({ type: 'input_file', file_id: `file-${WORD}` })],
      gemini: [
        '`fileUri`',
        userSays.contents({
          fileData: {
            mimeType: 'application/pdf',
            fileUri: `https://generativelanguage.googleapis.com/v1beta/files/${WORD}`,
          },
        }),
      ],
    },
  },
];
