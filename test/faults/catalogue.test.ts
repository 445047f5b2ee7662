import { describe, expect, it } from 'vitest';
import { FAULTS } from '../../src/faults/catalogue.ts';
import { flapping } from '../../src/faults/flap.ts';
import { findTarget, targetNames } from '../../src/faults/target.ts';
import type { LabPlan } from '../../src/plan/lab-plan.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import { FAULT_KINDS, type FaultSpec } from '../../src/topology/topology.ts';

const parsed = parseTopology(
  `
sites: { aix: { servers: { count: 2, kind: bind } }, bcn: }
routers: { near: , core: }
clients: { alma: near }
links: [ aix -> near, aix -> core, bcn -> core, near -> core ]
`,
  'lab.yaml',
);
if (!('topology' in parsed) || parsed.topology === undefined) throw new Error('the topology is not valid');
const plan: LabPlan = planLab(parsed.topology);

/** The fabric's port of a node on a link. */
const port = (link: string, node: string): string => {
  const found = plan.links.find(({ name }) => name === link)?.ports.find((end) => end.node === node);
  if (found === undefined) throw new Error(`${node} has no port on ${link}`);
  return found.port;
};

function actions(spec: FaultSpec) {
  const target = findTarget(plan, spec.target);
  const { apply } = FAULTS[spec.kind];
  if (target === undefined) throw new Error(`there is no ${spec.target}`);
  if (apply.to === 'any') return apply.actions(target, spec);
  if (apply.to === 'servers') {
    return apply.actions(
      target.kind === 'server' ? [target.server] : target.kind === 'site' ? target.servers : [],
    );
  }
  if (target.kind !== 'site') throw new Error(`${spec.kind} is for sites`);
  return apply.actions(target, spec);
}

const NEAR = [port('aix--core', 'aix'), port('aix--near', 'aix')];
const FAR = [port('aix--core', 'core'), port('aix--near', 'near')];
const SERVERS = ['ns1.aix', 'ns2.aix'];
const lan = plan.links.find((link) => link.ports.some(({ node }) => node === 'ns1.aix'))?.name ?? '';

describe('the catalogue of faults', () => {
  it('says of each kind what is done and how it is noticed', () => {
    expect(Object.keys(FAULTS).toSorted()).toEqual([...FAULT_KINDS].toSorted());
    for (const { summary, noticedBy } of Object.values(FAULTS)) {
      expect(summary.length).toBeGreaterThan(10);
      expect(noticedBy.length).toBeGreaterThan(5);
    }
  });

  it('withdraw: the edge stops announcing, and nothing else', () => {
    expect(actions({ kind: 'withdraw', target: 'aix' })).toEqual([
      { do: 'route', node: 'aix', verb: 'withdraw' },
    ]);
  });

  it('drain: marked first, withdrawn when no query comes any more', () => {
    expect(actions({ kind: 'drain', target: 'aix', deadline: 4 })).toEqual([
      { do: 'route', node: 'aix', verb: 'drain' },
      { do: 'drained', ports: SERVERS.map((server) => port(lan, server)), deadline: 4 },
      { do: 'route', node: 'aix', verb: 'withdraw' },
    ]);
  });

  it.each([
    ['server-kill', 'KILL'],
    ['server-hang', 'STOP'],
  ] as const)('%s: every server of the site, by the name of its program', (kind, signal) => {
    expect(actions({ kind, target: 'aix' })).toEqual(
      SERVERS.map((node) => ({ do: 'signal', node, programs: ['named'], signal })),
    );
  });

  it('server-kill of one server: that one alone', () => {
    expect(actions({ kind: 'server-kill', target: 'ns2.aix' })).toEqual([
      { do: 'signal', node: 'ns2.aix', programs: ['named'], signal: 'KILL' },
    ]);
  });

  it('server-broken: the zones of every server, and its daemon anew', () => {
    expect(actions({ kind: 'server-broken', target: 'aix' })).toEqual(
      SERVERS.map((node) => ({ do: 'spoil', node, program: 'named' })),
    );
  });

  it('bad-signature: every server, or that one alone', () => {
    const spoilt = SERVERS.map((node) => ({ do: 'serve-spoilt', node, program: 'named' }));
    expect(actions({ kind: 'bad-signature', target: 'aix' })).toEqual(spoilt);
    expect(actions({ kind: 'bad-signature', target: 'ns2.aix' })).toEqual(spoilt.slice(1));
  });

  it('bgp-kill, bgp-restart and bgp-hang: bgpd of the edge', () => {
    const kill = { do: 'signal', node: 'aix', programs: ['bgpd'], signal: 'KILL' };
    expect(actions({ kind: 'bgp-kill', target: 'aix' })).toEqual([kill]);
    expect(actions({ kind: 'bgp-hang', target: 'aix' })).toEqual([{ ...kill, signal: 'STOP' }]);
    expect(actions({ kind: 'bgp-restart', target: 'aix' })).toEqual([
      kill,
      { do: 'start', node: 'aix', program: 'bgpd' },
    ]);
  });

  it('site-crash: all nodes, silent before they die; neighbours lose carrier only where asked', () => {
    const silence = [...NEAR, port(lan, 'aix'), ...SERVERS.map((server) => port(lan, server))];
    const [crash] = actions({ kind: 'site-crash', target: 'aix' });
    if (crash?.do !== 'crash') throw new Error('it does not crash');
    expect(crash).toMatchObject({ nodes: ['aix', ...SERVERS], cut: [] });
    expect([...crash.silence].toSorted()).toEqual(silence.toSorted());
    expect(actions({ kind: 'site-crash', target: 'aix', carrier: 'lost' })).toMatchObject([{ cut: FAR }]);
  });

  it('link-down: both ends of one link, or of all links of a site', () => {
    const core = [NEAR[0], FAR[0]];
    const near = [NEAR[1], FAR[1]];
    expect(actions({ kind: 'link-down', target: 'aix--near' })).toEqual([
      { do: 'ports', ports: near, up: false },
    ]);
    expect(actions({ kind: 'link-down', target: 'aix' })).toEqual([
      { do: 'ports', ports: [...core, ...near], up: false },
    ]);
  });

  it('blackhole: at the ends of the site, either way or both', () => {
    expect(actions({ kind: 'blackhole', target: 'aix' })).toEqual([{ do: 'block', from: NEAR, to: NEAR }]);
    expect(actions({ kind: 'blackhole', target: 'aix', direction: 'from' })).toEqual([
      { do: 'block', from: NEAR, to: [] },
    ]);
    // Of a link by itself, the first end is the near one.
    expect(actions({ kind: 'blackhole', target: 'near--core', direction: 'to' })).toEqual([
      { do: 'block', from: [], to: [port('near--core', 'near')] },
    ]);
  });

  it('flap: another fault, with its own options', () => {
    const spec: FaultSpec = { kind: 'flap', target: 'aix', flap: 'blackhole', direction: 'from', times: 2 };
    expect(flapping(spec)).toEqual({
      spec: { kind: 'blackhole', target: 'aix', direction: 'from' },
      every: 4,
      times: 2,
    });
    expect(flapping({ kind: 'flap', target: 'aix' }).spec).toEqual({ kind: 'withdraw', target: 'aix' });
  });
});

describe('the port of one member at an exchange', () => {
  const parsed = parseTopology(
    `
sites: { aix: , bcn: }
routers: { near: , core: }
clients: { alma: near }
links: [ bcn -> core, near -> core ]
exchanges: { ix: { members: [aix, near], route-server: true } }
`,
    'lab.yaml',
  );
  if (!('topology' in parsed) || parsed.topology === undefined) throw new Error('the topology is not valid');
  const lab = planLab(parsed.topology);

  it('is a target, and loses carrier alone', () => {
    expect(targetNames(lab).links).toEqual([...['bcn--core', 'near--core', 'ix:aix', 'ix:near', 'ix:rs.ix']]);
    const target = findTarget(lab, 'ix:near');
    const own = lab.links.find(({ name }) => name === 'ix')?.ports.find(({ node }) => node === 'near')?.port;
    expect(target).toMatchObject({ kind: 'link', name: 'ix:near', ports: [own] });
    const { apply } = FAULTS['link-down'];
    if (target === undefined || apply.to !== 'any') throw new Error('there is no such target');
    expect(apply.actions(target, { kind: 'link-down', target: 'ix:near' })).toEqual([
      { do: 'ports', ports: [own], up: false },
    ]);
    expect(findTarget(lab, 'ix')).toBeUndefined();
    expect(findTarget(lab, 'ix:core')).toBeUndefined();
  });
});

describe('targets', () => {
  it('are sites, servers and the links between networks', () => {
    expect(targetNames(plan)).toEqual({
      sites: ['aix', 'bcn'],
      servers: ['ns1.aix', 'ns1.bcn', 'ns2.aix'],
      links: ['aix--core', 'aix--near', 'bcn--core', 'near--core'],
    });
    expect(findTarget(plan, 'near')).toBeUndefined();
    expect(findTarget(plan, lan)).toBeUndefined();
  });
});
