/** The door to Markdown, which is loaded when somebody needs it. */
export { openBodyText } from '../markdown/body.ts';
export { contentOf } from '../markdown/read.ts';
export { markdownOf } from '../markdown/write.ts';
