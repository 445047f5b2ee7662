#!/usr/bin/env node
// Writes schema.json and docs/topology.md from the topology's schema. Needs `npm run build` first.
import { readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
/** @param {string} path */
const fromDist = (path) => import(new URL(`dist/topology/${path}`, root).href);
const { schemaJson } = await fromDist('json-schema.js');
const { referencePage } = await fromDist('reference-page.js');

const example = readFileSync(new URL('topologies/minimal.yaml', root), 'utf8');
writeFileSync(new URL('schema.json', root), schemaJson());
writeFileSync(new URL('docs/topology.md', root), referencePage(example));
