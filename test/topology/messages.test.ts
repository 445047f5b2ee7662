import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../../src/topology/messages.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import { lab } from './mistakes.ts';

function lines(changes: Readonly<Record<string, string>>, file = 'lab.yaml'): readonly string[] {
  const parsed = parseTopology(lab(changes), file);
  return 'diagnostics' in parsed ? parsed.diagnostics.map(formatDiagnostic) : [];
}

describe('formatDiagnostic', () => {
  it('says where, what is wrong, and what to write instead', () => {
    expect(lines({ clients: '{ berlin: tranist }' })).toEqual([
      'lab.yaml:3:20: there is no router "tranist"; write "transit"',
    ]);
  });

  it('leaves line and column out where the file as a whole is meant', () => {
    expect(formatDiagnostic({ code: 'file-missing', args: {}, location: { file: 'x.yaml' } })).toBe(
      'x.yaml: there is no such file; give the path of a topology file',
    );
  });

  it.each([
    ['a terminal escape', '{ "\\e]0;x\\a\\e[2Jb": transit }', '"\\x1b]0;x\\x07\\x1b[2Jb"'],
    ['line breaks', '{ "a\\nb\\u2028c": transit }', '"a\\x0ab\\u{2028}c"'],
    ['text that turns round', '{ "a\\u202eb": transit }', '"a\\u{202e}b"'],
    ['half a character', '{ "a\\ud800b": transit }', '"a\\u{d800}b"'],
  ])('shows %s harmlessly', (_what, clients, shown) => {
    expect(lines({ clients })[0]).toContain(shown);
  });

  it('shows values of the wrong type harmlessly too', () => {
    expect(lines({ timers: '"\\e[2J"' })[0]).toContain('timers is "\\x1b[2J"; write');
  });

  it('escapes the path', () => {
    expect(lines({ timers: 'x' }, 'a\nb.yaml')[0]).toMatch(/^a\\x0ab\.yaml:5:9: /);
  });

  it('cuts long texts', () => {
    expect(lines({ clients: `{ ${'x'.repeat(1000)}: transit }` })[0]?.length).toBeLessThan(250);
  });

  it('names the way round a circle', () => {
    const links = '[fra -> transit, nyc -> transit, { link: transit -> fra, name: back }]';
    expect(lines({ links })[0]).toBe(
      'lab.yaml:4:9: fra -> transit -> fra is a circle of customers and providers; make one of these links a peering (a -- b), or leave it out',
    );
  });

  it.each([
    ['sites:\n\tfra:', 'YAML syntax: a tab in the indentation; write spaces'],
    ['sites: [', 'YAML syntax: a [ or { is not closed; write the ] or } that belongs to it'],
    ["name: 'a", 'YAML syntax: a quote is not closed; write the second one'],
    ['name: "a', 'YAML syntax: a quote is not closed; write the second one'],
    ['name: \u0007', 'YAML syntax: a control character; leave it out'],
    ['a: b: c', 'YAML syntax: bad indentation of a mapping entry; mend this line or the one before it'],
  ])('explains the syntax of %j', (source, text) => {
    const parsed = parseTopology(source, 'f');
    expect('diagnostics' in parsed && parsed.diagnostics.map(formatDiagnostic)).toEqual([
      expect.stringMatching(/^f:\d+:\d+: /),
    ]);
    expect('diagnostics' in parsed && parsed.diagnostics.map(formatDiagnostic)[0]).toContain(text);
  });

  it.each([
    ['three-site', ': there is no such file; give the path of a topology file, or "three-sites"'],
    [
      'trial-four',
      ': there is no such file; give the path of a topology file, or one of minimal, three-sites',
    ],
  ])('offers bundled topologies for %s', (name, text) => {
    const args = { name, bundled: ['minimal', 'three-sites'] };
    const line = formatDiagnostic({ code: 'file-missing', args, location: { file: name } });
    expect(line).toBe(`${name}${text}`);
  });

  it('suggests no link to a node without a name', () => {
    expect(lines({ links: '["fra -- ", nyc -> transit]' })[0]).toContain(
      '"fra -- " is not a link; write "customer -> provider", "peer -- peer" or "a == b"',
    );
  });

  it('tells one corrected name to all that refer to it', () => {
    const changes = {
      sites: '{ Fra: , nyc: }',
      links: '[fra -> transit, { link: Fra -> transit, name: b }, nyc -> transit]',
    };
    expect(lines(changes)).toEqual([
      expect.stringContaining('lab.yaml:1:10: "Fra" cannot be the name of a site; write "fra"'),
    ]);
    expect(lines({ ...changes, links: '[far -> transit, nyc -> transit]' })[1]).toContain('write "fra"');
  });

  it('offers the corrected name to nobody where it is taken', () => {
    expect(lines({ sites: '{ Fra: , fra: , nyc: }' })).toEqual([
      expect.stringContaining('"Fra" cannot be the name of a site'),
      expect.stringContaining('the site "Fra" has no link'),
    ]);
  });

  it('offers the nearest routers to a client at a site, and not more than five', () => {
    const changes = {
      routers: '{ r6: , r5: , r4: , r3: , r2: , r1: }',
      clients: '{ berlin: fra }',
      links: '[fra -> r1, nyc -> r1, r1 -> r2, r2 -> r3, r3 -> r4, r4 -> r5, r5 -> r6]',
    };
    expect(lines(changes)[0]).toContain('write the name of a router: r1, r2, r3, r4, r5');
    expect(lines(changes)[0]).not.toContain('r6');
  });
});
