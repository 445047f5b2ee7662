#!/usr/bin/env node
// The launcher: everything else is in dist, which `npm run build` makes from src.
import { existsSync } from 'node:fs';

const main = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  console.error('anycast-lab: not built yet; run: npm run build');
  process.exitCode = 3;
}
