#!/usr/bin/env node
// Writes schema.json and docs/topology.md from the topology's schema, and result.schema.json from the results'.
// Needs `npm run build` first.
import { readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
/** @param {string} path */
const fromDist = (path) => import(new URL(`dist/${path}`, root).href);
const { schemaJson } = await fromDist('topology/json-schema.js');
const { referencePage } = await fromDist('topology/reference-page.js');
const { resultSchemaJson } = await fromDist('report/result-schema.js');

const example = readFileSync(new URL('topologies/minimal.yaml', root), 'utf8');
writeFileSync(new URL('schema.json', root), schemaJson());
writeFileSync(new URL('docs/topology.md', root), referencePage(example));
writeFileSync(new URL('result.schema.json', root), resultSchemaJson());
