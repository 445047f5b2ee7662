import { describe, expect, it } from 'vitest';
import { cablesOf, endsOf } from '../../src/plan/cables.ts';
import { unchangeable } from '../../src/plan/live-changes.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { linkOrder, type Means, mechanismFor } from '../../src/render/impairments.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import type { Impairment, LinkImpairments } from '../../src/topology/topology.ts';

function plan(links: string, clients = '{ anna: transit }') {
  return planOf(`sites: { fra: , nyc: }\nrouters: { transit: }\nclients: ${clients}\nlinks: ${links}\n`);
}

function planOf(source: string) {
  const parsed = parseTopology(source, 'lab.yaml');
  if (!('topology' in parsed)) throw new Error(JSON.stringify(parsed.diagnostics));
  return planLab(parsed.topology);
}

const SPECIAL = plan(
  '[nyc -> transit, { link: fra -> transit, latency: 20ms, jitter: 2ms, loss: 1%, rate: 10mbit, mtu: 1400, from: { transit: { latency: 30ms, loss: 0% } } }]',
  '{ anna: { router: transit, latency: 5ms } }',
);
const of = (name: string) => {
  const link = SPECIAL.links.find((one) => one.name === name);
  if (link === undefined) throw new Error(`no ${name}`);
  return link;
};
const both = (way: Impairment): LinkImpairments => ({ from: { fra: way, transit: way } });

describe('impairments in a plan', () => {
  it('say what happens to packets from each end, the same bytes however it was written', () => {
    expect(of('fra--transit').impairments).toEqual({
      mtu: 1400,
      from: {
        fra: { jitter: 2000, latency: 20_000, loss: 0.01, rate: 10_000_000 },
        transit: { jitter: 2000, latency: 30_000, rate: 10_000_000 },
      },
    });
    expect(of('access:anna').impairments).toEqual({
      from: { anna: { latency: 5000 }, transit: { latency: 5000 } },
    });
    const turned = plan(
      '[nyc -> transit, { link: fra -> transit, from: { transit: { latency: 2ms }, fra: { loss: 1%, latency: 1ms } } }]',
    );
    const straight = plan(
      '[nyc -> transit, { link: fra -> transit, from: { fra: { latency: 1ms, loss: 1% }, transit: { latency: 2ms } } }]',
    );
    expect(JSON.stringify(turned)).toBe(JSON.stringify(straight));
  });

  it('are not there where a link is a cable, or is said to be one', () => {
    const plain = plan('[fra -> transit, nyc -> transit]');
    expect(plain.links.every((link) => !('impairments' in link))).toBe(true);
    expect(JSON.stringify(plan('[{ link: fra -> transit, latency: 0ms, loss: 0% }, nyc -> transit]'))).toBe(
      JSON.stringify(plain),
    );
  });
});

describe('impairments of ports at an exchange', () => {
  const source = (members: string) =>
    `sites: { fra: }\nrouters: { isp: }\nclients: { anna: isp }\nexchanges: { ix: { members: ${members} } }\n`;
  const { links } = planOf(source('{ isp: , fra: { latency: 5ms, from: { ix: { rate: 1mbit } } } }'));
  const cables = cablesOf(links);
  const cable = (name: string) => {
    const found = cables.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  };

  it('belong to no other link or member by its name', () => {
    const named = planOf(
      'sites: { fra: , constructor: }\nrouters: { isp: }\nclients: { anna: isp }\nexchanges: { lan: { members: { isp: , fra: { latency: 5ms }, constructor: } } }\n',
    );
    const found = cablesOf(named.links);
    expect(found.map(({ name }) => name).toSorted()).toEqual([
      ...['access:anna', 'lan:constructor', 'lan:fra', 'lan:isp'],
    ]);
    expect(found.filter(({ impairments }) => impairments).map(({ lan, name }) => [lan, name])).toEqual([
      ['lan', 'lan:fra'],
    ]);
  });

  it('are those of the port, with the LAN at its other end', () => {
    expect(cables.map(({ name }) => name)).toEqual(['ix:fra', 'ix:isp', 'access:anna']);
    expect(cable('ix:fra').impairments).toEqual({
      from: { fra: { latency: 5000 }, ix: { latency: 5000, rate: 1_000_000 } },
    });
    expect(cable('ix:isp').impairments).toBeUndefined();
    expect(links.every((link) => !('impairments' in link))).toBe(true);
    expect(endsOf(cable('ix:fra'))).toEqual(['ix', 'fra']);
    const list = planOf(source('[fra, isp]'));
    expect(JSON.stringify(list)).toBe(JSON.stringify(planOf(source('{ fra: , isp: }'))));
    expect(unchangeable(list, planOf(source('{ fra: { loss: 1% }, isp: }')))).toEqual([]);
  });

  it('are for the delay line, whatever the kernel can do', () => {
    const { impairments } = cable('ix:fra');
    const all = { netem: true, tbf: true, line: true };
    expect(mechanismFor(cable('ix:fra'), impairments, all)).toBe('line');
    expect(mechanismFor(cable('ix:fra'), impairments, { ...all, line: false })).toBeUndefined();
  });

  it('hold towards the member at its port, and towards the LAN where the line joins in', () => {
    const order = linkOrder(cable('ix:fra'), cable('ix:fra').impairments, 'line');
    const [port] = cable('ix:fra').ports;
    expect(order).toMatchObject({ bridge: cable('ix:fra').bridge, ports: [{ node: 'fra' }] });
    expect(order.near).toBe(order.lan?.end);
    const nothing = { latency: 0, jitter: 0, loss: 0, rate: 0 };
    expect(order.towards).toEqual({
      [order.lan?.port ?? '']: { ...nothing, latency: 5000 },
      [port?.port ?? '']: { ...nothing, latency: 5000, rate: 1_000_000 },
    });
    const used = links.flatMap(({ bridge, ports }) => [bridge, ...ports.map((one) => one.port)]);
    const own = [order.near, order.far, order.lan?.port ?? ''];
    expect(new Set([...used, ...own]).size).toBe(used.length + own.length);
  });
});

describe('mechanismFor', () => {
  const all: Means = { netem: true, tbf: true, line: true };
  const none: Means = { netem: false, tbf: false, line: false };
  it.each([
    ['nothing', {}, none, null],
    ['latency with netem', { latency: 1000 }, all, 'kernel'],
    ['latency without netem', { latency: 1000 }, { ...all, netem: false }, 'line'],
    ['a rate with tbf alone', { rate: 1e6 }, { ...none, tbf: true }, 'kernel'],
    ['a rate and a loss with tbf alone', { rate: 1e6, loss: 0.1 }, { ...all, netem: false }, 'line'],
    ['a rate and a loss with netem alone', { rate: 1e6, loss: 0.1 }, { ...all, tbf: false }, 'line'],
    ['loss with nothing', { loss: 0.1 }, none, undefined],
  ] as const)('%s', (_what, way, means, expected) => {
    expect(mechanismFor({}, both(way), means)).toBe(expected);
  });
});

describe('linkOrder', () => {
  it('gives each port what is on its way to the node there', () => {
    const link = of('fra--transit');
    const port = (node: string) => link.ports.find((one) => one.node === node)?.port ?? '';
    const order = linkOrder(link, link.impairments, 'line');
    expect(order).toMatchObject({ mechanism: 'line', mtu: 1400, bridge: link.bridge });
    expect(order.towards[port('transit')]).toEqual({
      latency: 20_000,
      jitter: 2000,
      loss: 0.01,
      rate: 10_000_000,
    });
    expect(order.towards[port('fra')]).toEqual({ latency: 30_000, jitter: 2000, loss: 0, rate: 10_000_000 });
    expect(Object.values(order.tc)).toEqual([[], []]);
    const names = SPECIAL.links.flatMap(({ bridge, ports }) => [bridge, ...ports.map((one) => one.port)]);
    expect(names).not.toContain(order.far);
  });

  it('tells the kernel the same by netem and tbf', () => {
    const link = of('fra--transit');
    const port = (node: string) => link.ports.find((one) => one.node === node)?.port ?? '';
    const tc = (impairments: LinkImpairments) => linkOrder(link, impairments, 'kernel').tc[port('transit')];
    const dev = port('transit');
    expect(link.impairments && tc(link.impairments)).toEqual([
      `qdisc add dev ${dev} root handle 1: netem limit 50000 delay 20000us 2000us loss random 1%`,
      `qdisc add dev ${dev} parent 1:1 handle 2: tbf rate 10000000bit burst 5000 latency 100ms`,
    ]);
    expect(tc(both({ rate: 64_000 }))).toEqual([
      `qdisc add dev ${dev} root handle 1: tbf rate 64000bit burst 3200 latency 100ms`,
    ]);
    expect(tc(both({ loss: 0.001 }))).toEqual([
      `qdisc add dev ${dev} root handle 1: netem limit 50000 loss random 0.1%`,
    ]);
  });

  it('leaves a link its MTU where nothing else is to be', () => {
    const link = of('fra--transit');
    const order = linkOrder(link, link.impairments, null);
    expect(order).toMatchObject({ mechanism: null, mtu: 1400 });
    expect(
      Object.values(order.towards).every((way) => Object.values(way).every((value) => value === 0)),
    ).toBe(true);
  });
});
