import { describe, expect, it } from 'vitest';
import { hashPlan } from '../../src/plan/hash-plan.ts';
import { withoutPasswords } from '../../src/plan/hide-passwords.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { hidePasswords } from '../../src/topology/hide-passwords.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

const topology = (link: string, frr = 'frr: router bgp', more = ''): string => `${more}
sites: { fra: , nyc: }  # s and t
routers:
  transit:
    ${frr}
clients: { berlin: transit }
links:
  - nyc -> transit
  - ${link}
`;

/** In a mapping on one line, and in one of its own. */
const flow = (password: string): string =>
  topology(`{ link: fra -> transit, password: ${password}, bfd: true }`);
const atExchange = (all: string, one: string): string =>
  `${topology('fra -> transit')}exchanges:
  ix:
    password: ${all}
    members: { fra: , transit: { with: { fra: { password: ${one} } } }, nyc: }
`;
const block = (password: string): string => topology(`link: fra -> transit\n    password: ${password}`);

function planned(source: string) {
  const parsed = parseTopology(source, 'lab.yaml');
  if ('diagnostics' in parsed) throw new Error(`${JSON.stringify(parsed.diagnostics)} in ${source}`);
  return planLab(parsed.topology);
}

describe('passwords of sessions', () => {
  it.each([
    ['plain, in a flow', flow('t0p#s'), flow('"(hidden)"')],
    ['quoted, in a flow', flow("'t0p''s'"), flow('"(hidden)"')],
    ['with a comment behind', block('t0p,s] # of ours'), block('"(hidden)" # of ours')],
    ['with escapes', block('"t\\x30p\\"s"'), block('"(hidden)"')],
    ['in a block', block('|-\n      t0p"s'), block('|-\n      (hidden)')],
    [
      'as an alias',
      topology('{ link: fra -> transit, password: *one }', undefined, 'x-one: &one t0ps'),
      topology('{ link: fra -> transit, password: *one }', undefined, 'x-one: &one "(hidden)"'),
    ],
    ['at an exchange', atExchange('t0ps', 't1ps'), atExchange('"(hidden)"', '"(hidden)"')],
    ['of one letter, which stands elsewhere too', block('s'), block('"(hidden)"')],
    [
      'in lines for FRR',
      topology('fra -> transit', 'frr: |\n      router bgp\n       neighbor 10.0.0.1 passw t0p s\n'),
      topology('fra -> transit', 'frr: |\n      router bgp\n       neighbor 10.0.0.1 passw (hidden)\n'),
    ],
    [
      'in lines for OSPF',
      topology(
        'fra -> transit',
        'frr: |\n      interface i0\n       ip ospf message-digest-key 1 md5 t0ps\n       ip ospf authentication-key t0ps\n',
      ),
      topology(
        'fra -> transit',
        'frr: |\n      interface i0\n       ip ospf message-digest-key 1 md5 (hidden)\n       ip ospf authentication-key (hidden)\n',
      ),
    ],
    [
      'in lines for OSPF that are cut short',
      topology(
        'fra -> transit',
        'frr: |\n      key chain all\n       key 1\n        key-str t0ps\n      interface i0\n       ip ospf message-d 1 md t0ps\n       ip ospf authentication-k t0ps\n',
      ),
      topology(
        'fra -> transit',
        'frr: |\n      key chain all\n       key 1\n        key-str (hidden)\n      interface i0\n       ip ospf message-d 1 md (hidden)\n       ip ospf authentication-k (hidden)\n',
      ),
    ],
    [
      'in one line for FRR',
      topology('fra -> transit', 'frr: neighbor 10.0.0.1 password t0ps'),
      topology('fra -> transit', 'frr: "neighbor 10.0.0.1 password (hidden)"'),
    ],
  ])('are hidden where they stand: %s', (_, source, hidden) => {
    expect(hidePasswords(source)).toBe(hidden);
    expect(planned(hidden)).toEqual(withoutPasswords(planned(source)));
    expect(hashPlan(planned(hidden))).toBe(hashPlan(planned(source)));
    expect(hidePasswords(hidden)).toBe(hidden);
  });

  it('are hidden also where the text has to be written anew', () => {
    const source = topology('fra -> transit', 'frr: >\n      neighbor 10.0.0.1 password\n      t0ps\n');
    const hidden = hidePasswords(source);
    expect(hidden).not.toContain('t0ps');
    expect(planned(hidden)).toEqual(withoutPasswords(planned(source)));
  });

  it('that are none leave the text as it is', () => {
    const source = topology('fra -> transit # without a password', 'frr: |\n      ! passwords\n');
    expect(hidePasswords(source)).toBe(source);
    expect(withoutPasswords(planned(source))).toEqual(planned(source));
  });
});
