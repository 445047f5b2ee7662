import { describe, expect, it } from 'vitest';
import type { ServerPlan } from '../../src/plan/lab-plan.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { renderNodeFiles } from '../../src/render/node-files.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import { lab, mistakes, unmark } from '../topology/mistakes.ts';

function limited(servers: string) {
  const parsed = parseTopology(lab({ sites: `{ fra: { servers: ${servers} }, nyc: }` }), 'lab.yaml');
  if (!('topology' in parsed)) throw new Error(JSON.stringify(parsed.diagnostics));
  const plan = planLab(parsed.topology);
  const found = plan.nodes.find((node): node is ServerPlan => node.name === 'ns1.fra');
  if (found === undefined) throw new Error('there is a server');
  return { server: found, conf: renderNodeFiles(plan, found)[0]?.content ?? '' };
}

describe('limits of servers', () => {
  it.each([
    ['nsd', /^ {4}rrl-ratelimit: 200\n {4}rrl-slip: 0\n {4}rrl-size: 10000$/m],
    ['bind', /^ {4}rate-limit \{ responses-per-second 200; window 1; slip 0; \};$/m],
    [
      'knot',
      /^mod-rrl:\n {2}- id: default\n {4}rate-limit: 200\n {4}slip: 0\n\ntemplate:[\s\S]*^ {4}global-module: \[ mod-stats, mod-rrl\/default \]$/m,
    ],
  ])('renders the rate limit of %s, and none where there is none', (kind, lines) => {
    expect(limited(`{ kind: ${kind}, rate-limit: 200 }`).conf).toMatch(lines);
    expect(limited(`{ kind: ${kind} }`).conf).not.toMatch(lines);
  });

  it.each([
    ['nsd', /^ {4}ip-address: 192\.0\.2\.53@853\n[\s\S]*^ {4}tls-service-key: "\/tmp\/tls\.key"$/m],
    ['bind', /^tls own \{[\s\S]*^ {4}listen-on-v6 port 853 tls own \{ .*2001:db8:53::53; \};$/m],
    ['knot', /^ {4}listen-tls: \[ .*192\.0\.2\.53@853.*\]\n {4}key-file: "\/tmp\/tls\.key"$/m],
  ])('lets %s listen for TLS where it should', (kind, lines) => {
    expect(limited(`{ kind: ${kind}, tls: true }`).conf).toMatch(lines);
    expect(limited(`{ kind: ${kind}, tls: false }`).conf).not.toMatch(/853|tls/);
  });

  it('keeps the share of a processor in the plan', () => {
    expect(limited('{ cpu: 0.05, count: 2 }').server.cpu).toBe(0.05);
    expect(limited('2').server).not.toHaveProperty('cpu');
  });

  it.each(['{ cpu: §0.001 }', '{ cpu: §5% }', '{ rate-limit: §0 }'])(
    'refuses %s where it stands',
    (servers) => {
      const { source, places } = unmark(lab({ sites: `{ fra: { servers: ${servers} }, nyc: }` }));
      expect(mistakes(source)).toEqual(places.map((place) => `${place} wrong-value`));
    },
  );
});
