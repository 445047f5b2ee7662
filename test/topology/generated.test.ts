import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { annotatedSchema, type JsonSchema, schemaJson } from '../../src/topology/json-schema.ts';
import { referencePage } from '../../src/topology/reference-page.ts';

function file(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** Every key with its schema, the short forms' included. */
function keys(schema: JsonSchema): readonly (readonly [string, JsonSchema])[] {
  const own = Object.entries(schema.properties ?? {});
  const inner = [
    schema.items,
    schema.additionalProperties,
    ...(schema.anyOf ?? []),
    ...own.map(([, value]) => value),
  ];
  return [...own, ...inner.flatMap((each) => (each ? keys(each) : []))];
}

describe('generated files', () => {
  it('schema.json is what `npm run generate` writes', () => {
    expect(file('schema.json')).toBe(schemaJson());
  });

  it('docs/topology.md is what `npm run generate` writes', () => {
    expect(file('docs/topology.md')).toBe(referencePage(file('topologies/minimal.yaml')));
  });

  it('describe every key, with an example', () => {
    const all = keys(annotatedSchema());
    expect(all.length).toBeGreaterThan(25);
    expect(
      all.filter(([, { description, examples }]) => !description || !examples).map(([key]) => key),
    ).toEqual([]);
  });

  it('have a row for every key on the page', () => {
    const page = file('docs/topology.md');
    const hasRow = (key: string, { description = '' }: JsonSchema) =>
      page.includes(`| \`${key}\` | ${description.replaceAll('|', '\\|')} |`);
    const missing = keys(annotatedSchema()).filter(([key, schema]) => !hasRow(key, schema));
    // These two are in the example of a catchment.
    expect([...new Set(missing.map(([key]) => key))]).toEqual(['v4', 'v6']);
  });

  it('show no key of our own to editors', () => {
    expect(schemaJson()).not.toContain('defaultText');
  });
});
