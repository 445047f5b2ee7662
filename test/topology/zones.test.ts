import { describe, expect, it } from 'vitest';
import { planLab } from '../../src/plan/plan-lab.ts';
import { nameAskedFor } from '../../src/plan/zones.ts';
import { renderNodeFiles } from '../../src/render/node-files.ts';
import { formatDiagnostic } from '../../src/topology/messages.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import { uncheckedZonesWarning } from '../../src/topology/zone-files.ts';
import { lab, mistakes, unmark } from './mistakes.ts';

const ZONE_FILE =
  '$ORIGIN example.test.\n@ 60 SOA ns hostmaster 1 3600 600 86400 60\n@ 60 NS ns\nns 60 A 192.0.2.53\n';
const TWO_SERVICES = (dns: string, other = 'zone: sub.anycast.test') =>
  `{ dns: { prefixes: [192.0.2.0/24], ${dns} }, other: { prefixes: [198.51.100.0/24], ${other} } }`;

function parse(services: string) {
  return parseTopology(lab({ services }), 'labs/lab.yaml', (path) =>
    path === 'labs/zones/example.zone'
      ? { source: ZONE_FILE }
      : { diagnostics: [{ code: 'file-missing', args: {}, location: { file: path } }] },
  );
}

function topologyOf(services: string) {
  const parsed = parse(services);
  if ('diagnostics' in parsed) throw new Error(parsed.diagnostics.map(formatDiagnostic).join('\n'));
  return parsed.topology;
}

function filesOf(services: string, server = 'ns1.fra') {
  const plan = planLab(topologyOf(services));
  const node = plan.nodes.find(({ name }) => name === server);
  if (node === undefined) throw new Error(`no ${server}`);
  return new Map(renderNodeFiles(plan, node).map(({ path, content }) => [path.split('/').at(-1), content]));
}

const LISTED = 'zones: [anycast.test, { name: Example.test., file: zones/example.zone }]';

describe('zones', () => {
  it('are read from files beside the topology, and kept with it as they are', () => {
    const [dns] = topologyOf(TWO_SERVICES(LISTED)).services;
    expect(dns).toMatchObject({
      zone: 'anycast.test',
      zones: [
        { name: 'anycast.test' },
        { name: 'example.test', written: { file: 'zones/example.zone', text: ZONE_FILE } },
      ],
    });
    const files = filesOf(TWO_SERVICES(LISTED));
    expect(files.get('example.test.zone')).toBe(ZONE_FILE);
    expect(files.get('anycast.test.zone')).toContain('whoami  TXT     "ns1.fra"\n');
    expect(files.get('nsd.conf')?.match(/^ {4}name: ".*"$/gm)).toEqual([
      '    name: "anycast.test"',
      '    name: "example.test"',
      '    name: "sub.anycast.test"',
    ]);
  });

  it('are generated with records and delegations', async () => {
    const zones = 'zones: [{ name: anycast.test, records: 9, delegate: { sub: other } }]';
    const file = filesOf(TWO_SERVICES(zones)).get('anycast.test.zone');
    await expect(file).toMatchFileSnapshot('../golden/zones/generated.zone');
  });

  it('have `zone` among them, which is asked for; without it the first is', () => {
    const zone = (text: string) => topologyOf(TWO_SERVICES(text)).services[0];
    expect(zone('zone: a.test, zones: [b.test]')).toMatchObject({
      zone: 'a.test',
      zones: [{ name: 'a.test' }, { name: 'b.test' }],
    });
    expect(zone('zones: [b.test, c.test]')?.zone).toBe('b.test');
    expect(zone('zone: b.test, zones: [c.test, B.test]')?.zones).toHaveLength(2);
  });

  it('are asked for a name that is there', () => {
    const asked = (text: string, other?: string) => {
      const plan = planLab(topologyOf(TWO_SERVICES(text, other)));
      return plan.services.map((service) => nameAskedFor(plan, service))[other === undefined ? 0 : 1];
    };
    expect(asked('zone: a.test')).toBe('www.a.test');
    expect(asked(LISTED)).toBe('www.anycast.test');
    expect(asked('zones: [{ name: example.test, file: zones/example.zone }]')).toBe('example.test');
    expect(asked('zones: [{ name: example.test, file: zones/example.zone }]', 'role: resolver')).toBe(
      'example.test',
    );
    expect(asked('zone: a.test', 'role: resolver')).toBe('www.a.test');
  });

  it('that are written are said to be unchecked until `up`', () => {
    expect(uncheckedZonesWarning(topologyOf(TWO_SERVICES(LISTED)))).toContain(
      'zones/example.zone is not checked',
    );
    expect(uncheckedZonesWarning(topologyOf(TWO_SERVICES('zone: a.test')))).toBeNull();
  });

  it.each([
    ['zones: [a.test, §A.test.]', ['zone-twice']],
    ['zones: [§-a.test]', ['bad-zone']],
    ['zones: [{ name: a.test, file: §b.zone }]', ['zone-file']],
    ['zones: [{ name: a.test, file: zones/example.zone, records: §5 }]', ['zone-file-and']],
    ['zones: [{ name: a.test, records: §0 }]', ['wrong-value']],
    ['zones: [{ name: a.test, §recods: 5 }]', ['unknown-key']],
    ['zones: [{ name: anycast.test, delegate: { sub: §nobody } }]', ['unknown-name']],
    ['zones: [{ name: anycast.test, delegate: { south: §other } }]', ['not-its-zone']],
    ['zones: [{ name: anycast.test, delegate: { §a_b-: other } }]', ['bad-zone']],
    [
      'zone: a.test }, third: { prefixes: [203.0.113.0/24], zones: [{ name: §a.test, records: 1 }]',
      ['zone-differs'],
    ],
  ])('that are wrong are told: %s', (text, codes) => {
    const { source, places } = unmark(lab({ services: TWO_SERVICES(text) }));
    const parsed = parseTopology(source, 'lab.yaml', (path) =>
      path === 'zones/example.zone'
        ? { source: ZONE_FILE }
        : { diagnostics: [{ code: 'file-missing', args: {}, location: { file: path } }] },
    );
    const found = 'diagnostics' in parsed ? parsed.diagnostics : [];
    expect(found.map(({ code, location }) => `${location.line}:${location.column} ${code}`)).toEqual(
      codes.map((code, index) => `${places[index]} ${code}`),
    );
  });

  it('that cannot be read are told with the reason', () => {
    const parsed = parse(TWO_SERVICES('zones: [{ name: a.test, file: b.zone }]'));
    const found = 'diagnostics' in parsed ? parsed.diagnostics : [];
    expect(found.map(formatDiagnostic)[0]).toMatch(
      /: the zone file "b.zone" cannot be had: there is no such file; write a path relative to this file$/,
    );
  });
});

describe('a zone below another, in a lab with a root', () => {
  const found = (zones: string, sites: string) =>
    mistakes(lab({ 'internet-dns': 'true', sites, services: TWO_SERVICES(zones) }));
  const APART = '{ fra: { services: [dns, root, tld] }, nyc: { services: [other] } }';

  it('is delegated by the one above, or all servers of that have it', () => {
    expect(found('zone: anycast.test', APART)).toEqual(['6:112 zone-not-delegated']);
    expect(found('zones: [{ name: anycast.test, delegate: { sub: other } }]', APART)).toEqual([]);
    expect(found('zone: anycast.test', '{ fra: , nyc: { services: [other] } }')).toEqual([]);
    expect(
      mistakes(
        lab({
          sites: '{ fra: { services: [dns] }, nyc: { services: [other] } }',
          services: TWO_SERVICES('zone: anycast.test'),
        }),
      ),
    ).toEqual([]);
  });
});

describe('a primary', () => {
  it.each([
    [{ primary: '{ router: transit }', health: '{ max-stale: 60s }' }, 60],
    [{ primary: '{ router: transit, kind: bind }', health: '{ max-stale: 5m }' }, 300],
    [{ primary: '{ router: transit }', health: '{ max-stale: 9s, query: { name: www, type: A } }' }, 9],
  ])('can have zones confirmed: %j', (changes, seconds) => {
    const parsed = parseTopology(lab(changes), 'lab.yaml');
    expect('topology' in parsed && parsed.topology.sites.map(({ health }) => health?.maxStale)).toEqual([
      seconds,
      seconds,
    ]);
    const plan = planLab(topologyWith(changes));
    const edge = plan.nodes.find(({ role }) => role === 'edge');
    expect(edge?.role === 'edge' && edge.health?.primary).toHaveLength(2);
    expect(plan.nodes.at(-1)).toMatchObject({ role: 'primary', name: 'primary', router: 'transit' });
  });

  it.each([
    [{ primary: '{ router: §nobody }' }, ['unknown-name']],
    [{ primary: '{ router: transit }', clients: '{ §primary: transit }' }, ['name-of-primary']],
    [{ health: '{ max-stale: §60s }' }, ['stale-without-primary']],
    [{ primary: '{ router: transit }', health: '{ max-stale: §0.5s }' }, ['wrong-value']],
    [{ services: '{ §dns: { prefixes: [192.0.2.0/24], dnssec: true } }' }, ['dnssec-without-primary']],
    [
      {
        primary: '{ router: transit }',
        services: '{ dns: { prefixes: [192.0.2.0/24], dnssec: { validity: §5s } } }',
      },
      ['wrong-value'],
    ],
  ])('that does not fit is told: %j', (changes, codes) => {
    const { source, places } = unmark(lab(changes));
    expect(mistakes(source)).toEqual(codes.map((code, index) => `${places[index]} ${code}`));
  });
});

function topologyWith(changes: Readonly<Record<string, string>>) {
  const parsed = parseTopology(lab(changes), 'lab.yaml');
  if ('diagnostics' in parsed) throw new Error(parsed.diagnostics.map(formatDiagnostic).join('\n'));
  return parsed.topology;
}
