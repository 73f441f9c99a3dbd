// In a file of its own, because a Node that does not know `import()` refuses to read a file that has one.
'use strict';

// In a copy of the repository the sources run as they are; the package has only what was built from them.
var fs = require('node:fs');
var path = require('node:path');
var source = path.join(__dirname, '..', 'src', 'cli', 'main.ts');
void import(fs.existsSync(source) ? '../src/cli/main.ts' : '../dist/cli/main.js');
