import { describe, expect, it } from 'vitest';
import { byLink, faultsOver, scopeOf } from '../../src/lab/restore-scope.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

const parsed = parseTopology(
  `
sites: { aix: , bcn: }
routers: { near: , core: }
clients: { alma: near }
links: [ aix -> near, aix -> core, bcn -> core, near -> core ]
`,
  'lab.yaml',
);
if (!('topology' in parsed) || parsed.topology === undefined) throw new Error('the topology is not valid');
const plan = planLab(parsed.topology);

const RECORDS = ['aix', 'bcn', 'aix--near', 'near--core'].map((target) => ({
  ...{ target, kind: 'link-down', spec: {}, since: '2026-01-02T03:04:05.000Z' },
}));

function over(restored: string | null, ...failed: readonly string[]): readonly string[] {
  return faultsOver(plan, RECORDS, scopeOf(plan, restored), failed).map(({ target }) => target);
}

const portOf = (link: string, node: string): string =>
  plan.links.find(({ name }) => name === link)?.ports.find((port) => port.node === node)?.port ?? '';

describe('the faults that are over', () => {
  it('are all of them with the whole lab, but for what could not be brought back', () => {
    expect(over(null)).toEqual(['aix', 'bcn', 'aix--near', 'near--core']);
    expect(over(null, 'ns1.aix')).toEqual(['bcn', 'aix--near', 'near--core']);
    expect(over(null, portOf('aix--near', 'near'))).toEqual(['bcn', 'near--core']);
  });

  it('are those of a site and of its links with the site', () => {
    expect(over('aix')).toEqual(['aix', 'aix--near']);
    expect(over('aix', 'aix')).toEqual(['aix--near']);
  });

  it('are those of a link with the link, and not those of its sites', () => {
    expect(over('aix--near')).toEqual(['aix--near']);
  });
});

describe('what is brought back', () => {
  it('has both ends of a site’s links', () => {
    expect(scopeOf(plan, 'aix').ports).toContain(portOf('aix--near', 'near'));
    expect(scopeOf(plan, 'aix').nodes.map(({ name }) => name)).toEqual(['aix', 'ns1.aix']);
  });

  it('has to be there', () => {
    expect(() => scopeOf(plan, 'oslo')).toThrow('no site, server or link called oslo');
  });
});

describe('what was brought back', () => {
  const at = { before: 1, after: 2 };
  const ports = ['near', 'aix'].map((node) => portOf('aix--near', node));

  it('is told of links, once for both ends, and not of ports of the fabric', () => {
    const mended = [
      ...ports.map((node) => ({ what: 'carrier is back', node, ...at })),
      ...ports.map((node) => ({ what: 'frames pass again', node, ...at })),
      { what: 'bgpd started', node: 'aix', ...at },
    ];
    expect(byLink(plan, mended).map(({ node, what }) => `${node}: ${what}`)).toEqual([
      'aix--near: carrier is back',
      'aix--near: frames pass again',
      'aix: bgpd started',
    ]);
    const failed = [{ node: ports[0] ?? '', reason: 'refused' }];
    expect(byLink(plan, failed)).toEqual([{ node: 'aix--near', reason: 'refused' }]);
  });
});
