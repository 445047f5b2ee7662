import { parseTopology } from '../../src/topology/parse-topology.ts';

/** Everything wrong in a text, as `line:column code`. */
export function mistakes(source: string): readonly string[] {
  const parsed = parseTopology(source, 'lab.yaml');
  if ('topology' in parsed) return [];
  return parsed.diagnostics.map(
    ({ code, location: { line, column } }) => `${line ?? '-'}:${column ?? '-'} ${code}`,
  );
}

const SOUND = {
  sites: '{ fra: , nyc: }',
  routers: '{ transit: }',
  clients: '{ berlin: transit }',
  links: '[fra -> transit, nyc -> transit]',
};

/** A sound lab with some keys replaced or added: sites, routers, clients, links and then others, one a line. */
export function lab(changes: Readonly<Record<string, string>> = {}): string {
  const keys = { ...SOUND, ...changes };
  return Object.entries(keys)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
}

/** A text without its § marks, and the `line:column` of each. */
export function unmark(marked: string): { readonly source: string; readonly places: readonly string[] } {
  const places = marked.split('\n').flatMap((line, row) =>
    line
      .split('§')
      .slice(0, -1)
      .map((_, index, parts) => `${row + 1}:${parts.slice(0, index + 1).join('').length + 1}`),
  );
  return { source: marked.replaceAll('§', ''), places };
}
