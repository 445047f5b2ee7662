import { describe, expect, it } from 'vitest';
import { applyLevers } from '../../src/plan/levers/apply-levers.ts';
import { parseLevers } from '../../src/plan/levers/parse-levers.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { isRouter } from '../../src/plan/roles.ts';
import { type ConfigChange, configChanges } from '../../src/render/config-changes.ts';
import { renderFrrConf } from '../../src/render/frr-conf.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

const parsed = parseTopology(
  'sites: { fra: }\nrouters: { left: }\nclients: { anna: left }\nlinks: [ fra -> left ]\n',
  'lab.yaml',
);
if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
const PLAN = planLab(parsed.topology);

/** A router's configuration once levers have been pulled. */
function configuration(name: string, ...levers: readonly string[]): string {
  const plan = applyLevers(
    PLAN,
    levers.flatMap((text) => parseLevers([text], PLAN).map(({ lever }) => lever)),
  );
  const router = plan.nodes.filter(isRouter).find((each) => each.name === name);
  return router === undefined ? '' : renderFrrConf(plan, router);
}

/** As they would be typed. */
function typed(changes: readonly ConfigChange[]): readonly string[] {
  return changes.map(({ context, line, wanted, block }) =>
    [...context.slice(1), `${wanted ? '' : 'no '}${line}`, ...(block ?? [])].join(' / '),
  );
}

describe('configChanges', () => {
  it('is empty where nothing changes', () => {
    expect(configChanges([configuration('fra')], configuration('fra'))).toEqual([]);
    expect(configChanges([configuration('left')], configuration('left', 'prepend fra 2'))).toEqual([]);
  });

  it('leaves what a later line has changed', () => {
    const ospf = (cost: number) =>
      ['interface i0', ` ip ospf cost ${cost}`, ' ip ospf hello-interval 1', 'exit'].join('\n');
    const own = '! Lines of the topology:\ninterface i0\n ip ospf cost 7\n!\n';
    expect(configChanges([`${ospf(10)}\n${own}`], `${ospf(20)}\n${own}`)).toEqual([]);
    expect(typed(configChanges([ospf(10)], ospf(20)))).toEqual(['ip ospf cost 20']);
  });

  it('knows a router by its ASN and without it', () => {
    const bgp = (keepalive: number) => `router bgp 64512\n neighbor 10.0.0.1 timers ${keepalive} 9\nexit\n`;
    const own = '! Lines of the topology:\nrouter bgp\n neighbor 10.0.0.1 timers 10 30\n!\n';
    expect(configChanges([`${bgp(1)}${own}`], `${bgp(3)}${own}`)).toEqual([]);
    expect(typed(configChanges([bgp(1)], bgp(3)))).toEqual(['neighbor 10.0.0.1 timers 3 9']);
  });

  it('keeps what a later line has added to an entry of a route-map', () => {
    const entry = (preference: number) =>
      `route-map in permit 30\n set local-preference ${preference}\nexit\n`;
    const own = '! Lines of the topology:\nroute-map in permit 30\n set weight 5\n!\n';
    expect(typed(configChanges([`${entry(1)}${own}`], `${entry(2)}${own}`))).toEqual([
      'route-map in permit 30 / set local-preference 2 / set weight 5',
    ]);
  });

  it('makes route-maps before sessions use them, and takes no policy from a session', () => {
    expect(typed(configChanges([configuration('fra')], configuration('fra', 'prepend fra 2')))).toEqual([
      'ip prefix-list services seq 5 permit 192.0.2.0/24',
      'ipv6 prefix-list services seq 10 permit 2001:db8:53::/48',
      'route-map out--fra--left permit 20 / call to-provider / on-match next',
      expect.stringMatching(
        /^route-map out--fra--left permit 40 \/ match ip address prefix-list services \/ set as-path prepend \d+ \d+$/,
      ),
      expect.stringMatching(/^route-map out--fra--left permit 41 \/ match ipv6 address .* prepend \d+ \d+$/),
      'route-map out--fra--left permit 50',
      'route-map drain--out--fra--left permit 10 / call out--fra--left / on-match next',
      expect.stringMatching(/^route-map drain--out--fra--left permit 20 \/ set as-path prepend/),
      expect.stringMatching(/^address-family ipv4 unicast \/ neighbor \S+ route-map out--fra--left out$/),
      expect.stringMatching(/^address-family ipv6 unicast \/ neighbor \S+ route-map out--fra--left out$/),
      'no route-map drain--to-provider permit 20',
      'no route-map drain--to-provider permit 10',
    ]);
  });

  it('takes them away in the opposite order', () => {
    const back = typed(configChanges([configuration('fra', 'prepend fra 2')], configuration('fra')));
    const at = (start: string) => back.findIndex((line) => line.startsWith(start));
    expect(back.filter((line) => /neighbor .* route-map/.test(line))).toEqual([
      expect.stringMatching(/route-map to-provider out$/),
      expect.stringMatching(/route-map to-provider out$/),
    ]);
    expect(at('route-map drain--to-provider permit 10')).toBe(0);
    expect(at('no route-map out--fra--left permit 50')).toBeGreaterThan(at('address-family ipv6'));
    expect(at('no ip prefix-list services')).toBe(back.length - 1);
  });

  it('replaces an entry of a route-map as a whole, and leaves the others', () => {
    const changes = configChanges(
      [configuration('fra', 'prepend fra 2')],
      configuration('fra', 'prepend fra 1'),
    );
    expect(changes.map(({ line, wanted }) => `${wanted} ${line}`)).toEqual([
      'true route-map out--fra--left permit 40',
      'true route-map out--fra--left permit 41',
    ]);
  });

  it('asks for all that either of two configurations may have left', () => {
    const [one, other] = [configuration('left', 'local-pref left:fra 300'), configuration('left')];
    const expected = configChanges([one], other);
    expect(expected.length).toBeGreaterThan(0);
    expect(configChanges([other, one], other)).toEqual(expected);
    expect(configChanges([one, other], other)).toEqual(expected);
  });

  it('changes what OSPF counts for a link in place', () => {
    const lines = (cost: number) =>
      `interface to-b\n ip ospf network point-to-point\n ip ospf cost ${cost}\nexit\n!\ninterface to-c\n ip ospf cost 10\nexit\n`;
    expect(configChanges([lines(10)], lines(30))).toEqual([
      { context: ['interface to-b'], line: 'ip ospf cost 30', wanted: true },
    ]);
  });

  it('changes timers, and what a session has only one of, in place', () => {
    const lines = (timers: string) => `router bgp 1\n neighbor 10.0.0.1 remote-as 2\n${timers}exit\n`;
    const before = lines(' neighbor 10.0.0.1 timers 1 3\n neighbor 10.0.0.1 timers connect 1\n');
    const after = lines(' neighbor 10.0.0.1 timers 3 9\n');
    expect(configChanges([before], after)).toEqual([
      { context: ['router bgp 1'], line: 'neighbor 10.0.0.1 timers connect 1', wanted: false },
      { context: ['router bgp 1'], line: 'neighbor 10.0.0.1 timers 3 9', wanted: true },
    ]);
  });
});
