import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyLevers, policiesOf, withPolicies } from '../../src/plan/levers/apply-levers.ts';
import { LEVERS, LeverMistake, parseLevers } from '../../src/plan/levers/parse-levers.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

const yaml = (fra = '', link = '') => `
sites: { fra: ${fra}, nyc: }
routers: { left: , right: }
clients: { anna: left }
links:
  - { link: fra -> left ${link} }
  - fra -> right
  - nyc -> right
  - left -- right
`;

function planOf(source: string) {
  const parsed = parseTopology(source, 'lab.yaml');
  if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
  return planLab(parsed.topology);
}

const PLAN = planOf(yaml());

function pull(...words: readonly string[]) {
  return applyLevers(
    PLAN,
    parseLevers(words, PLAN).map(({ lever }) => lever),
  );
}

describe('levers', () => {
  it.each([
    ['prepend fra 2', '{ announce: { prepend: 2 } }', ''],
    ['med fra 10', '{ announce: { med: 10 } }', ''],
    ['origin fra incomplete', '{ announce: { origin: incomplete } }', ''],
    ['communities fra 64500:70 no-export', '{ announce: { communities: [64500:70, no-export] } }', ''],
    ['announce-to fra left', '{ announce: { to: [left] } }', ''],
    ['do-not-announce-to fra left', '{ announce: { to: [right] } }', ''],
    ['withdraw fra', '{ announce: { to: [] } }', ''],
    ['prepend fra 0', '', ''],
    ['prepend fra:left 3', '', ', policy: { fra: { out: { prepend: 3 } } }'],
    ['local-pref left:fra 300', '', ', policy: { left: { in: { local-pref: 300 } } }'],
    ['weight left:fra 7', '', ', policy: { left: { in: { weight: 7 } } }'],
    [
      'med fra 5, prepend fra:left 1',
      '{ announce: { med: 5 } }',
      ', policy: { fra: { out: { prepend: 1 } } }',
    ],
  ])('%s gives the plan of a topology that says so', (text, site, link) => {
    expect(pull(...text.split(' '))).toEqual(planOf(yaml(site, link)));
  });

  it('take the place of what the topology, or an earlier one, says', () => {
    const levers = parseLevers(['prepend fra 2, prepend fra 0, med fra none'], PLAN).map(
      ({ lever }) => lever,
    );
    expect(applyLevers(planOf(yaml('{ announce: { med: 3 } }')), levers)).toEqual(PLAN);
  });

  it('may be quoted each, and are told in one form', () => {
    const texts = parseLevers(['prepend  fra 2', ' withdraw nyc '], PLAN).map(({ text }) => text);
    expect(texts).toEqual(['prepend fra 2', 'withdraw nyc']);
  });

  it('are put back by the policies from before', () => {
    expect(withPolicies(pull('local-pref', 'left:fra', '300'), policiesOf(PLAN))).toEqual(PLAN);
  });

  describe('in networks of several routers and at exchanges', () => {
    const network = (fra = '') =>
      [
        `sites: { fra: ${fra}, core: }`,
        'routers: { west: , mid: , isp: , net: }',
        'clients: { anna: isp }',
        'links: [fra -> west, west == mid, mid == core, isp -> mid]',
        'exchanges: { ix: [fra, isp, net] }',
        '',
      ].join('\n');
    const plan = planOf(network());
    const pulled = (text: string) =>
      applyLevers(
        plan,
        parseLevers(text.split(' '), plan).map(({ lever }) => lever),
      );

    it.each([
      ['announce-to fra ix', '{ announce: { to: [ix] } }'],
      ['announce-to fra west isp', '{ announce: { to: [west, isp] } }'],
      ['do-not-announce-to fra ix', '{ announce: { to: [west] } }'],
      ['do-not-announce-to fra net', '{ announce: { to: [west, isp] } }'],
      ['prepend fra 1', '{ announce: { prepend: 1 } }'],
    ])('%s gives the plan of a topology that says so', (text, site) => {
      expect(pulled(text)).toEqual(planOf(network(site)));
    });

    it('takes a site from its own network too, where it is withdrawn', () => {
      const core = pulled('withdraw core').nodes.find(({ name }) => name === 'core');
      const neighbors = core !== undefined && 'neighbors' in core ? core.neighbors : [];
      expect(neighbors.map(({ node, policy }) => `${node} ${policy.hears}`)).toEqual([
        ...['mid false', 'mid false', 'west false', 'west false'],
      ]);
    });

    it.each([
      [
        'prepend core 2',
        'core has no neighbour in another network, and prepend is about what those hear',
        'Pull it where its network meets others, such as mid:isp.',
      ],
      [
        'local-pref west:mid 300',
        'mid is in the network of west, and levers are for what passes between networks',
        'Write one of these: fra.',
      ],
      [
        'announce-to fra mid',
        'there is no neighbour of fra "mid"',
        'Write one of these: west, isp, net, ix.',
      ],
    ])('%s is a mistake', (text, message, hint) => {
      expect(() => pulled(text)).toThrow(expect.objectContaining({ message, hint }));
    });
  });

  it.each([
    ['prepand fra 2', 'there is no lever "prepand"', 'Did you mean prepend?'],
    ['', 'a lever without a name', /^Levers: prepend, med, /],
    ['prepend', 'prepend is written prepend SITE|ROUTER:NEIGHBOUR N', 'Write for example: prepend fra 2'],
    ['prepend fra', /^prepend is written/, 'Write for example: prepend fra 2'],
    ['prepend fra 2 3', /^prepend is written/, /./],
    ['prepend fra 11', 'prepend takes a whole number from 0 to 10, and not "11"', /./],
    ['prepend fra -1', 'prepend takes a whole number from 0 to 10, and not "-1"', /./],
    ['prepend fro 2', 'there is no site "fro"', 'Did you mean fra?'],
    [
      'prepend left 2',
      'left is a router, and prepend left is about a site',
      /^Name the neighbour too, such as left:/,
    ],
    ['withdraw left', 'left is a router, and withdraw left is about a site', 'Sites: fra, nyc.'],
    ['withdraw fra nyc', 'withdraw is written withdraw SITE', /./],
    ['local-pref left 300', /^local-pref is written/, 'Write for example: local-pref left:fra 300'],
    ['local-pref left:nyc 300', 'there is no neighbour of left "nyc"', 'Write one of these: fra, right.'],
    ['local-pref lift:fra 300', 'there is no site or router "lift"', 'Did you mean left?'],
    [
      'local-pref left:fra many',
      /^local-pref takes a whole number from 0 to 4294967295, and not "many"$/,
      /./,
    ],
    ['origin fra best', /^origin is written/, /./],
    [
      'communities fra 70000:1',
      '"70000:1" is no community',
      'Write one such as 64500:70, 64500:1:2 or no-export.',
    ],
    ['announce-to fra', /^announce-to is written/, 'Write for example: announce-to fra left'],
    ['announce-to fra tokyo', 'there is no neighbour of fra "tokyo"', 'Write one of these: left, right.'],
    ['prepend fra 2,', 'a lever without a name', /./],
  ])('%s is a mistake', (text, message, hint) => {
    const mistake = (() => {
      try {
        parseLevers(text.split(' '), PLAN);
      } catch (error) {
        return error;
      }
      return undefined;
    })();
    expect(mistake).toBeInstanceOf(LeverMistake);
    const match = (wanted: string | RegExp) =>
      typeof wanted === 'string' ? wanted : expect.stringMatching(wanted);
    expect(mistake).toMatchObject({ message: match(message), hint: match(hint) });
  });
});

it('the page of levers lists every lever', () => {
  const page = readFileSync(new URL('../../docs/levers.md', import.meta.url), 'utf8');
  for (const [verb, [takes, does]] of Object.entries(LEVERS)) {
    expect(page).toContain(`| \`${verb} ${takes.replaceAll('|', '\\|')}\` | ${does} |`);
  }
});
