#!/usr/bin/env node
// Old syntax on purpose: a Node that is too old must be able to read this far, so that it can say so.
'use strict';

var version = process.versions.node;
var parts = version.split('.');
var major = Number(parts[0]);
if (major > 22 || (major === 22 && Number(parts[1]) >= 19)) {
  // oxlint-disable-next-line import/no-unassigned-import -- It is run, not used.
  require('./start.cjs');
} else {
  var problem = 'failsoft needs Node 22.19 or newer and this is ' + version;
  process.stderr.write(problem + ': get a current one from https://nodejs.org.\n');
  process.exitCode = 2;
}
