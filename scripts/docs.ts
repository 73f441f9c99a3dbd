import { mkdirSync, writeFileSync } from 'node:fs';
import { REFERENCE_FOLDER, referencePages } from './reference.ts';

// Writes the pages of docs/reference anew from the tables of the code.

mkdirSync(REFERENCE_FOLDER, { recursive: true });
for (const [path, text] of referencePages()) writeFileSync(path, text);
