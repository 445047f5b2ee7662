import { readFileSync } from 'node:fs';

/** This program's version: what labs and images are labelled with. */
export const { version: VERSION } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { readonly version: string };
