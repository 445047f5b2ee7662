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
});
