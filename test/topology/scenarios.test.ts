import { describe, expect, it } from 'vitest';
import { fileKind } from '../../src/topology/file-kind.ts';
import { formatDiagnostic } from '../../src/topology/messages.ts';
import { parseScenarioFile } from '../../src/topology/parse-scenario-file.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import type { Topology } from '../../src/topology/topology.ts';
import { lab, mistakes, unmark } from './mistakes.ts';

const LAB = lab({
  routers: '{ transit: , core: }',
  clients: '{ berlin: transit, paris: transit }',
  links: '[fra -> transit, nyc -> transit, transit -> core]',
});

function topology(source: string): Topology {
  const parsed = parseTopology(source, 'lab.yaml');
  if ('diagnostics' in parsed) throw new Error(parsed.diagnostics.map(formatDiagnostic).join('\n'));
  return parsed.topology;
}

/** Diagnostics of a topology with these scenarios, without file, as `line:column message` from the line of `scenarios:`. */
function complaints(scenarios: string): readonly string[] {
  const parsed = parseTopology(LAB + scenarios, 'f');
  const lines = LAB.split('\n').length - 1;
  return 'topology' in parsed
    ? []
    : parsed.diagnostics.map((diagnostic) =>
        formatDiagnostic(diagnostic).replace(/^f:(\d+)/, (_, line) => String(Number(line) - lines)),
      );
}

describe('scenarios in a topology', () => {
  it('are read with every default', () => {
    const source = `${LAB}scenarios:
  lose-frankfurt:
    - fault: withdraw
      target: fra
      expect:
        catchment: { berlin: nyc, paris: none }
        outage: < 500ms
        lost: <= 1%
        late: 0
        others: unaffected
    - restore: fra
      expect: { catchment: { berlin: fra }, failover: 2s..3.5s, clients: [berlin] }
    - { fault: flap, target: fra--transit, flap: link-down, every: 4, times: 2 }
    - { fault: site-crash, target: nyc, carrier: lost }
    - restore:
`;
    const nothing = { catchment: {}, bounds: {}, othersUnaffected: false };
    expect(topology(source).scenarios).toEqual([
      {
        name: 'lose-frankfurt',
        steps: [
          {
            action: 'fault',
            fault: { kind: 'withdraw', target: 'fra' },
            expect: {
              catchment: { berlin: 'nyc', paris: 'none' },
              bounds: {
                outage: { text: '< 500ms', unit: 'time', most: { value: 500_000, included: false } },
                lost: { text: '<= 1%', unit: 'share', most: { value: 0.01, included: true } },
                late: { text: '0', unit: 'count', most: { value: 0, included: true } },
              },
              othersUnaffected: true,
            },
          },
          {
            action: 'restore',
            target: 'fra',
            expect: {
              catchment: { berlin: 'fra' },
              bounds: { failover: expect.objectContaining({ text: '2s..3.5s' }) },
              clients: ['berlin'],
              othersUnaffected: false,
            },
          },
          {
            action: 'fault',
            fault: { kind: 'flap', target: 'fra--transit', flap: 'link-down', every: 4, times: 2 },
            expect: nothing,
          },
          {
            action: 'fault',
            fault: { kind: 'site-crash', target: 'nyc', carrier: 'lost' },
            expect: nothing,
          },
          { action: 'restore', target: null, expect: nothing },
        ],
      },
    ]);
  });

  it('know the ports of members at exchanges, and of route servers', () => {
    const at = `${LAB}exchanges: { ix: { members: [nyc, core], route-server: true } }\n`;
    const target = (name: string) =>
      `${at}scenarios: { s: [{ fault: link-down, target: ${name} }, { restore: }] }\n`;
    for (const name of ['ix:core', 'ix:nyc', 'ix:rs.ix'])
      expect(topology(target(name)).scenarios?.[0]?.steps).toMatchObject([{ fault: { target: name } }, {}]);
    for (const name of ['ix:fra', 'ix']) expect(mistakes(target(name))[0]).toMatch(/ unknown-name$/);
  });

  it('are not there where none are written', () => {
    expect(topology(LAB)).not.toHaveProperty('scenarios');
    expect(topology(`${LAB}scenarios:\n`)).not.toHaveProperty('scenarios');
  });

  it.each([
    ['an unknown fault', '{ fault: §withdrawn, target: fra }', 'wrong-value'],
    ['an unknown site', '{ fault: withdraw, target: §fr }', 'unknown-name'],
    ['a site that is a router', '{ fault: withdraw, target: §transit }', 'unknown-name'],
    ['an unknown link', '{ fault: link-down, target: §fra--transi }', 'unknown-name'],
    ['signatures to spoil where there are none', '{ fault: §bad-signature, target: fra }', 'fault-unsigned'],
    ['a link for what is done to sites', '{ fault: drain, target: §fra--transit }', 'fault-on-link'],
    ['a fault without a target', '§{ fault: withdraw }', 'missing-key'],
    ['a step that does nothing', '§{ expect: { outage: 0 } }', 'step-action'],
    ['a step that does both', '{ fault: withdraw, target: fra, restore: §fra }', 'step-action'],
    ['a key of another fault', '{ fault: withdraw, target: fra, §carrier: lost }', 'fault-option'],
    ['a key of a fault beside a restore', '{ restore: §nyc, §times: 3 }', 'restore-nothing,fault-option'],
    ['an option of another inner fault', '{ fault: flap, target: fra, §direction: to }', 'fault-option'],
    ['a wrong value of a key', '{ fault: drain, target: fra, deadline: §soon }', 'wrong-value'],
    ['an unknown key', '{ fault: drain, target: fra, §dedline: 3 }', 'unknown-key'],
    [
      'an unknown client',
      '{ fault: drain, target: fra, expect: { catchment: { §bonn: fra } } }',
      'unknown-name',
    ],
    [
      'an unknown site of a client',
      '{ fault: drain, target: fra, expect: { catchment: { berlin: §fr } } }',
      'unknown-name',
    ],
    [
      'an unknown service of a client',
      '{ fault: drain, target: fra, expect: { catchment: { berlin: { §web: fra } } } }',
      'unknown-name',
    ],
    [
      'an unknown client of bounds',
      '{ fault: drain, target: fra, expect: { clients: [paris, §pris] } }',
      'unknown-name',
    ],
    ['a bound that is none', '{ fault: drain, target: fra, expect: { outage: §500 } }', 'bad-bound'],
    [
      'bounds of users that there are none of',
      '{ fault: drain, target: fra, expect: { user-failed: §0, user-delay: < 1s } }',
      'users-without-resolver',
    ],
    [
      'bounds of users at clients without a resolver',
      '{ fault: drain, target: fra, expect: { clients: [berlin, paris], user-delay: §< 1s } }',
      'users-without-resolver',
    ],
    ['an unknown expectation', '{ fault: drain, target: fra, expect: { §outages: 0 } }', 'unknown-key'],
    ['a word for others', '{ fault: drain, target: fra, expect: { others: §unafected } }', 'wrong-value'],
    [
      'others of nobody',
      '{ fault: blackhole, target: transit--core, expect: { others: §unaffected } }',
      'others-unknown',
    ],
    ['a restore of what is whole', '{ restore: §fra }', 'restore-nothing'],
  ])('are refused with %s', (_what, step, codes) => {
    const { source, places } = unmark(`${LAB}scenarios: { s: [${step}] }\n`);
    expect(mistakes(source)).toEqual(codes.split(',').map((code, index) => `${places[index]} ${code}`));
  });

  it('are refused with a name that is none, or without a step', () => {
    expect(complaints('scenarios: { Lose_it: [{ restore: }] }\n')).toEqual([
      '1:14: "Lose_it" cannot be the name of a scenario; write "lose-it": 1 to 32 lower-case letters, digits and hyphens, a letter first, no hyphen last',
      expect.stringContaining('nothing was done before this, so nothing can be restored'),
    ]);
    expect(complaints('scenarios: { s: [] }\n')).toEqual([
      '1:17: scenarios.s is an empty list; write at least one step such as - { fault: withdraw, target: fra }',
    ]);
  });

  it('break and restore in turn', () => {
    const scenario = (...steps: readonly string[]) =>
      `scenarios:\n  s:\n${steps.map((s) => `    - ${s}\n`).join('')}`;
    const down = '{ fault: withdraw, target: fra }';
    expect(complaints(scenario(down, '{ restore: fra }', down, '{ restore: }', down))).toEqual([]);
    expect(complaints(scenario(down, down))).toEqual([
      '4:16: withdraw is in force at "fra" already; restore it first, or leave this step out',
    ]);
    expect(complaints(scenario(down, '{ fault: flap, target: fra }', '{ restore: fra }'))).toEqual([
      '4:16: withdraw is in force at "fra" already; restore it first, or leave this step out',
    ]);
    expect(complaints(scenario(down, '{ restore: fra }', '{ restore: fra }'))).toEqual([
      '5:18: nothing was done to "fra" before, so nothing can be restored; leave this step out',
    ]);
    expect(complaints(scenario(down, '{ restore: nyc }'))).toEqual([
      '4:18: nothing was done to "nyc" before, so nothing can be restored; write fra',
    ]);
    const flap = '{ fault: flap, target: fra }';
    expect(complaints(scenario(flap, flap, '{ restore: fra }'))).toEqual([]);
  });

  it('say what was meant', () => {
    const of = (step: string) => complaints(`scenarios: { s: [${step}] }\n`)[0]?.replace(/^[\d:]+ /, '');
    expect(of('{ fault: widthdraw, target: fra }')).toBe(
      'scenarios.s.fault is "widthdraw"; write "withdraw"',
    );
    expect(of('{ fault: explode, target: fra }')).toMatch(/write one of withdraw, drain, server-kill, /);
    expect(of('{ fault: drain, target: fr }')).toBe('there is no site "fr"; write "fra"');
    expect(of('{ fault: drain, target: fra, expect: { outage: 500 } }')).toBe(
      '"500" is no bound for outage; write "<= 500ms"',
    );
    expect(of('{ fault: drain, target: fra, expect: { lost: few } }')).toBe(
      '"few" is no bound for lost; write "<= 3", "< 1%" or "10..200"',
    );
    const folded = complaints(
      'scenarios:\n  s:\n    - fault: drain\n      target: fra\n      expect:\n        outage: > 2s\n',
    );
    expect(folded).toEqual([
      expect.stringMatching(/^6:\d+: YAML syntax: a text that begins with > or \|; put quotes round it$/),
    ]);
  });

  it('are left alone where the names of the lab are in doubt', () => {
    const source = lab({ sites: '7', scenarios: '{ s: [{ fault: withdraw, target: fra }] }' });
    expect(mistakes(source).filter((line) => line.startsWith('5:'))).toEqual([]);
  });
});

describe('a file of scenarios', () => {
  const TOPOLOGY = topology(
    `${LAB}expect: { catchment: { berlin: fra } }\nscenarios: { own: [{ fault: drain, target: fra }] }\n`,
  );
  const parse = (source: string) => parseScenarioFile(source, 's.yaml', TOPOLOGY);

  it('names its topology', () => {
    expect(fileKind('expect: {}\ntopology: three-sites\n', 's.yaml')).toEqual({
      kind: 'scenarios',
      topology: { text: 'three-sites', at: { file: 's.yaml', line: 2, column: 11 } },
    });
    for (const source of [LAB, '', 'a: b', '[', 'text']) {
      expect(fileKind(source, 's.yaml')).toEqual({ kind: 'topology' });
    }
    expect(fileKind(`${LAB}topology: x\n`, 's.yaml').kind).toBe('both');
  });

  it('takes the place of what the topology has itself', () => {
    const parsed = parse(
      'topology: lab.yaml\nexpect: { catchment: { paris: nyc } }\nscenarios: { s: [{ fault: drain, target: nyc }] }\n',
    );
    expect(parsed).toMatchObject({
      topology: { expect: { catchment: { paris: 'nyc' } }, scenarios: [{ name: 's' }] },
    });
    expect('topology' in parsed && Object.keys(parsed.topology.expect?.catchment ?? {})).toEqual(['paris']);
    const bare = parse('topology: lab.yaml\n');
    expect(bare).toMatchObject({ topology: { expect: { catchment: { berlin: 'fra' } } } });
    expect('topology' in bare && bare.topology).not.toHaveProperty('scenarios');
  });

  it.each([
    ['§sites: { a: }', 'unknown-key'],
    ['expect: { catchment: { §bonn: fra } }', 'unknown-name'],
    ['expect: { catchment: { berlin: §transit } }', 'unknown-name'],
    ['expect: { catchment: { berlin: { dns: { v4: none, v6: §transit } } } }', 'unknown-name'],
    ['scenarios: { s: [{ fault: drain, target: §ny }] }', 'unknown-name'],
    ['scenarios: §[]', 'wrong-value'],
  ])('is refused with %s', (marked, code) => {
    const { source, places } = unmark(`topology: lab.yaml\n${marked}\n`);
    const parsed = parse(source);
    expect(
      'diagnostics' in parsed &&
        parsed.diagnostics.map((d) => `${d.location.line}:${d.location.column} ${d.code}`),
    ).toEqual([`${places[0]} ${code}`]);
  });
});
