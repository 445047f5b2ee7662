import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../../src/topology/messages.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import { lab, mistakes } from './mistakes.ts';

/** Of processor time, which does not depend on what else the machine does. */
const LIMIT_MICROSECONDS = 1_000_000;

const LAUGHS = ['a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]']
  .concat(
    [...'bcdefghi'].map((name, index) => {
      const before = 'abcdefgh'[index];
      return `${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`;
    }),
  )
  .join('\n');

const DOUBLINGS = Array.from({ length: 60 }, (_, index) =>
  index === 0 ? 'x0: &x0 [1]' : `x${index}: &x${index} [*x${index - 1}, *x${index - 1}]`,
).join('\n');

const CASES: readonly (readonly [what: string, source: string, found: readonly string[]])[] = [
  ['an empty file', '', ['-:- file-empty']],
  ['a comment alone', '# nothing\n', ['-:- file-empty']],
  ['nothing in a document', '---\n', ['-:- file-empty']],
  ['a billion laughs', LAUGHS, ['5:32 yaml-size']],
  ['doublings', DOUBLINGS, ['16:18 yaml-size']],
  ['an alias in its own value', 'sites: &a { fra: *a }', ['1:18 yaml-alias']],
  ['an alias to nothing', 'sites: *nobody', ['1:8 yaml-alias']],
  ['two documents', 'sites: {}\n---\nsites: {}\n', ['3:1 yaml-documents']],
  ['a second document that is an empty list', 'sites: {}\n---\n[]\n', ['3:1 yaml-documents']],
  ['an empty second document', 'sites: {}\n---\n', ['3:1 yaml-documents']],
  ['a bracket left open', 'sites: [\n', ['2:1 yaml-syntax']],
  ['a tab', 'sites:\n\tfra:\n', ['2:1 yaml-syntax']],
  ['a control character', 'sites: \u0007\n', ['1:8 yaml-syntax']],
  ['100000 brackets', '['.repeat(100_000), ['1:20 yaml-nesting']],
  ['100000 braces', '{a: '.repeat(100_000), ['1:74 yaml-nesting']],
  ['10 MB', 'a: 1\n'.repeat(2_000_000), ['-:- file-size']],
  ['a mistake after a byte order mark', '\uFEFFsitez: 1\nsites: {}\n', ['1:1 unknown-key', '1:1 no-site']],
  ['a tag', lab({ name: '!!binary aGFsbG8=' }), ['5:7 yaml-tag', '5:16 bad-name']],
  ['a list as a key', lab({ '[a, b]': '1' }), ['5:1 yaml-key']],
  ['a key twice', lab({ ' ': '' }).replace(' : \n', 'sites: {}\n'), ['5:1 duplicate-key']],
  ['a name twice', lab({ clients: '{ a: transit, b: transit, a: transit }' }), ['3:36 duplicate-key']],
  ['a prototype', lab({ __proto__x: '1' }).replace('__proto__x', '__proto__'), ['5:1 reserved-key']],
  [
    'a prototype among names',
    lab({ sites: '{ fra: , nyc: , "__proto__": { asn: 1 } }' }),
    ['1:24 reserved-key'],
  ],
  ['a merge key', lab({ sites: '{ fra: &f { servers: 2 }, nyc: { <<: *f } }' }), ['1:41 unknown-key']],
];

const SLOW: readonly (readonly [what: string, source: string])[] = [
  ['1 MiB of one scalar', `name: ${'a'.repeat(1_048_000)}`],
  ['1 MiB of a link', `links: ['${'-'.repeat(1_000_000)} x']`],
  ['1 MiB of links', `links:\n${'- a -> b\n'.repeat(100_000)}`],
  ['1 MiB of a key', `${'k'.repeat(1_000_000)}: 1`],
  ['1 MiB of one duplicate key', 'a: 1\n'.repeat(200_000)],
  ['many unknown keys', Array.from({ length: 40_000 }, (_, index) => `k${index}: 1`).join('\n')],
  ['many wrong links', `sites: {}\nlinks:\n${'- 5\n'.repeat(45_000)}`],
  [
    'many names that nobody has',
    `sites: {fra: }\nrouters: {${list(900, (n) => `router-${n}:`)}}\nlinks: [${list(4_900, (n) => `routre-${n} -> ruoter-${n}`)}]`,
  ],
  [
    'a long chain of providers',
    `sites: {fra: }\nrouters: {${list(900, (n) => `r${n}:`)}}\nlinks: [fra -> r0, ${list(899, (n) => `r${899 - n} -> r${898 - n}`)}, ${list(899, (n) => `r${n} -> r${n + 1}`)}]`,
  ],
  ['50000 anchors', `[${list(50_000, (n) => `&a${n} x`)}]`],
];

function list(count: number, item: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => item(index)).join(', ');
}

describe('files that are no topology', () => {
  it.each(CASES)('%s', (_what, source, found) => {
    const start = process.cpuUsage();
    expect(mistakes(source)).toEqual(found);
    expect(process.cpuUsage(start).user).toBeLessThan(LIMIT_MICROSECONDS);
  });

  it.each(SLOW)('%s: an answer within a second', (_what, source) => {
    const start = process.cpuUsage();
    const parsed = parseTopology(source, 'lab.yaml');
    const diagnostics = 'diagnostics' in parsed ? parsed.diagnostics : [];
    const lines = diagnostics.map(formatDiagnostic);
    expect(process.cpuUsage(start).user).toBeLessThan(LIMIT_MICROSECONDS);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThanOrEqual(101);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(1000);
  });
});
