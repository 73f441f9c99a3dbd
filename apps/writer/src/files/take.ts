import type { Editor, JSONContent } from '@tiptap/core';

const TYPES = {
  md: 'text/markdown;charset=utf-8',
  html: 'text/html;charset=utf-8',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
} as const;

/** Gives the person a document as a file. It needs nobody: no gateway, no AI. */
export async function takeAway(editor: Editor, title: string, form: keyof typeof TYPES): Promise<void> {
  const name = title === '' ? 'Untitled' : title.replaceAll(/[<>:"/\\|?*]/g, ' ').trim();
  const content = await rendered(editor, title, form);
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type: TYPES[form] }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.${form}`;
  link.click();
  // The browser needs a moment to begin.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

async function rendered(editor: Editor, title: string, form: keyof typeof TYPES): Promise<string | Blob> {
  const content: JSONContent = editor.getJSON();
  switch (form) {
    case 'md': {
      const { markdownOf } = await import('../editor/markdown.ts');
      return markdownOf(content);
    }
    case 'html': {
      const { pageOf } = await import('./html.ts');
      return pageOf(editor.getHTML(), title);
    }
    case 'docx': {
      const { wordFile } = await import('./word.ts');
      return wordFile(content, title);
    }
  }
}
