import { describe, expect, it } from 'vitest';
import { planLab } from '../../src/plan/plan-lab.ts';
import { renderNodeFiles } from '../../src/render/node-files.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import { mistakes } from '../topology/mistakes.ts';

const LAB = `
services:
  zone: { prefixes: [192.0.2.0/24], zone: example.test }
  public: { prefixes: [198.51.100.0/24], role: resolver }
sites:
  fra: { services: [zone], servers: [nsd, bind, knot], balancer: dnsdist }
  nyc: { asn: 64501, services: [public] }
  sin: { services: [zone], servers: { kind: knot, rate-limit: 50 } }
routers: { transit: }
links: [fra -> transit, nyc -> transit, sin -> transit]
`;

/** By node, the text of its server's configuration. */
function configurations(source: string): ReadonlyMap<string, string> {
  const parsed = parseTopology(source, 'lab.yaml');
  if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
  const plan = planLab(parsed.topology);
  return new Map(
    plan.nodes
      .filter(({ role }) => role === 'server' || role === 'balancer')
      .map((node) => [
        node.name,
        renderNodeFiles(plan, node).find(({ path }) => path.endsWith('.conf'))?.content ?? '',
      ]),
  );
}

/** The lines that a text has beyond those of another, in their order. */
function added(before: string, after: string): readonly string[] {
  const lines = before.split('\n');
  return after.split('\n').filter((line) => {
    const index = lines.indexOf(line);
    if (index !== -1) lines.splice(index, 1);
    return index === -1;
  });
}

describe('query logs', () => {
  const without = configurations(LAB);
  const logging = configurations(`query-log: true${LAB}`);
  const [lb, nsd, bind, knot] = ['lb.fra', 'ns1.fra', 'ns2.fra', 'ns3.fra'];
  const [unbound = ''] = [...without.keys()].filter((name) => name.endsWith('.nyc'));

  it.each([
    [
      nsd,
      [
        'dnstap:',
        '    dnstap-enable: yes',
        '    dnstap-socket-path: "/tmp/queries.sock"',
        '    dnstap-log-auth-query-messages: yes',
        '    dnstap-log-auth-response-messages: yes',
      ],
    ],
    [
      bind,
      [
        '    dnstap { auth; client; };',
        '    dnstap-output unix "/tmp/queries.sock";',
        '    fstrm-set-reopen-interval 1;',
      ],
    ],
    [
      knot,
      [
        'mod-dnstap:',
        '  - id: default',
        '    sink: "unix:/tmp/queries.sock"',
        '    log-queries: on',
        '    log-responses: on',
        '    global-module: [ mod-stats, mod-dnstap/default ]',
      ],
    ],
    [
      unbound,
      [
        'dnstap:',
        '    dnstap-enable: yes',
        '    dnstap-socket-path: "/tmp/queries.sock"',
        '    dnstap-log-client-query-messages: yes',
        '    dnstap-log-client-response-messages: yes',
      ],
    ],
    [
      lb,
      [
        'queries = newFrameStreamUnixLogger("/tmp/queries.sock", { flushTimeout = 1, reopenInterval = 1 })',
        'addAction(AllRule(), DnstapLogAction("lb.fra", queries))',
        'addResponseAction(AllRule(), DnstapLogResponseAction("lb.fra", queries))',
        'addCacheHitResponseAction(AllRule(), DnstapLogResponseAction("lb.fra", queries, function(answer, message) message:setExtra("cache") end))',
        'addSelfAnsweredResponseAction(AllRule(), DnstapLogResponseAction("lb.fra", queries, function(answer, message) message:setExtra("itself") end))',
      ],
    ],
  ])('lets %s tell of its queries where the topology says so', (node, lines) => {
    const found = added(without.get(node) ?? '', logging.get(node) ?? '').filter((line) => line !== '');
    expect(found.toSorted()).toEqual(lines.toSorted());
  });

  it('tells of queries before a rate limit drops them', () => {
    const lines = added(without.get('ns1.sin') ?? '', logging.get('ns1.sin') ?? '');
    expect(lines).toContain('    global-module: [ mod-stats, mod-dnstap/default, mod-rrl/default ]');
  });

  it('tells of none by default', () => {
    for (const text of without.values()) expect(text).not.toMatch(/dnstap/i);
    expect(configurations(`query-log: false${LAB}`)).toEqual(without);
  });

  it('refuses what is neither true nor false', () => {
    expect(mistakes(`query-log: yes please${LAB}`)).toEqual(['1:12 wrong-value']);
  });
});
