/** Options of sessions on real routers, each seen in what the routers do; one lab for all of them. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ExplainResult } from '../../src/lab/explain.ts';
import type { ProbeResult } from '../../src/lab/probe.ts';
import { cli, cliJson } from './support/cli.ts';
import { killNode } from './support/engine.ts';
import { execIn, labName, startLab, topologyFile, vtyshJson } from './support/labs.ts';

/**
 * left and right peer, and mid peers with both: it leaks what it hears from left to right, which takes it only where it has no role.
 */
const OPTIONS = `
sites:
  aix: { asn: 64500, announce: { communities: [64500:70, 64500:71, 64500:72], prefixes: [192.0.2.0/25] } }
  bcn: { asn: 64500 }
routers:
  left:
    frr: |
      router bgp
       bgp bestpath as-path ignore
      ip route 198.51.100.0/24 blackhole
      interface lo
       ip ospf cost 20
      router ospf
       ospf router-id 10.99.99.99
       network 0.0.0.0/0 area 0
       passive-interface default
      bfd
       profile slow
        transmit-interval 900
      zebra work-queue 20
  right:
  mid:
  leaked:
  warned:
  bare:
clients: { alma: left, beto: right, carl: mid, dora: leaked, eva: warned, fay: bare }
expect: { catchment: { alma: aix, beto: bcn, eva: none } }
links:
  - link: aix -> left
    password: s3cret
    ttl-security: true
    policy:
      left:
        maximum-prefix: 10
        in:
          match:
            - { community: "64500:70", set: { local-pref: 222 } }
            - { community: "64500:666", deny: true }
  - { link: aix -> mid, name: denied, policy: { mid: { in: { match: [{ community: "64500:71", deny: true }] } } } }
  - { link: bcn -> right, policy: { bcn: { allowas-in: 1 }, right: { in: { do-not-announce-to: [left] } } } }
  - link: left -- right
    policy:
      left: { out: { strip: ["64500:70"] } }
      right:
        in:
          allow: [192.0.2.0/24, "2001:db8:53::/48"]
          match: [{ community: "64500:71", set: { strip: ["64500:71"] } }]
  - { link: bare -> left, sessions: unnumbered, bfd: true, timers: datacenter }
  - { link: mid -- left, policy: { mid: none } }
  - { link: mid -- right, policy: { mid: none } }
  - { link: mid -- leaked, policy: none }
  - { link: left -- warned, policy: { warned: { in: { deny: [192.0.2.0/24+, 2001:db8::/32+] }, maximum-prefix: { count: 1, warning-only: true } } } }
`;

const MISTAKEN = `
sites: { aix: , bcn: }
routers:
  left:
    frr: |
      router bgp
       bgp bestpath as-path ignore
       neighbor 10.99.99.99 shutdown
      router ospf
       netwrk 10.0.0.0/8 area 0
      ip route 198.51.100.0/33 blackhole
  right: { frr: neighbour 1 }
clients: { alma: left }
links: [aix -> left, bcn -> left, right -> left]
`;

interface Path {
  readonly locPrf?: number;
  readonly community?: { readonly string: string };
  readonly aspath: { readonly string: string };
}

interface Neighbor {
  readonly bgpState: string;
  readonly localRole: string;
  readonly remoteRole: string;
  readonly bgpNeighborConfigured?: unknown;
}

describe('options of sessions', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('options', OPTIONS);
  });

  async function table(router: string, prefix: string): Promise<readonly Path[]> {
    const version = prefix.includes(':') ? 'ipv6' : 'ipv4';
    const { paths: found = [] } = await vtyshJson<{ readonly paths?: readonly Path[] }>(
      lab,
      router,
      `show bgp ${version} unicast ${prefix}`,
    );
    return found;
  }
  async function paths(router: string, prefix = '192.0.2.0/24'): Promise<readonly string[]> {
    return (await table(router, prefix)).map(({ aspath, locPrf }) => `${aspath.string} ${locPrf}`);
  }
  const asn = async (router: string): Promise<number> =>
    (await vtyshJson<{ readonly as: number }>(lab, router, 'show bgp ipv4 unicast summary')).as;
  const neighbors = (router: string) =>
    vtyshJson<Readonly<Record<string, Neighbor>>>(lab, router, 'show bgp neighbors');

  it('agree on roles, and do without them where the relationship means nothing', async () => {
    const roles = Object.values(await neighbors('left')).map((one) => `${one.localRole} ${one.remoteRole}`);
    expect(roles.toSorted()).toEqual([
      ...['peer peer', 'peer peer', 'peer peer', 'peer peer'],
      ...['peer undefined', 'peer undefined'],
      ...['provider customer', 'provider customer', 'provider customer'],
    ]);
  });

  it('keep a leak from who has a role, and not from who has none', async () => {
    const [left, mid] = [await asn('left'), await asn('mid')];
    expect(await paths('right')).not.toContainEqual(expect.stringContaining(`${mid} ${left}`));
    expect(await paths('leaked')).toContainEqual(expect.stringContaining(`${mid} ${left} 64500`));
  });

  it.each(['192.0.2.0/24', '2001:db8:53::/48'])('match communities of %s', async (prefix) => {
    expect(await paths('left', prefix)).toContain('64500 222');
    expect(await paths('mid', prefix)).not.toContainEqual(expect.stringMatching(/^64500 /));
  });

  it('strip communities by their names', async () => {
    const communities = async (router: string, path: string) => {
      const found = (await table(router, '192.0.2.0/24')).filter(({ aspath }) => aspath.string === path);
      return found.map(({ community }) => community?.string);
    };
    expect(await communities('left', '64500')).toEqual(['64500:70 64500:71 64500:72']);
    // One on the way out of left, one by what right matches; the third is left alone.
    expect(await communities('right', `${await asn('left')} 64500`)).toEqual(['64500:72']);
  });

  it('say to whom a route is passed on', async () => {
    const right = await asn('right');
    expect(await paths('left')).not.toContainEqual(expect.stringContaining(`${right} 64500`));
    expect(await paths('mid')).toContainEqual(expect.stringContaining(`${right} 64500`));
  });

  it('filter prefixes, but not the networks of routers', async () => {
    expect(await paths('warned')).toEqual([]);
    expect(await paths('warned', '2001:db8:53::/48')).toEqual([]);
    const { routes } = await vtyshJson<{ readonly routes: object }>(lab, 'warned', 'show bgp ipv4 unicast');
    expect(Object.keys(routes).length).toBeGreaterThan(1);
  });

  it('let only some prefixes pass, and the networks of routers', async () => {
    const half = '192.0.2.0/25';
    expect(await paths('left', half)).toHaveLength(1);
    const left = await asn('left');
    const { routes } = await vtyshJson<{
      readonly routes: Readonly<Record<string, readonly { readonly path: string }[]>>;
    }>(lab, 'right', 'show bgp ipv4 unicast');
    const heard = Object.entries(routes).flatMap(([prefix, found]) =>
      found.map(({ path }) => `${prefix} ${path}`),
    );
    expect(heard).toContain(`192.0.2.0/24 ${left} 64500`);
    expect(heard).toContainEqual(expect.stringMatching(new RegExp(`^10\\.\\S+ ${left}$`)));
    expect(Object.keys(routes)).not.toContain(half);
  });

  it('let a site hear another of its ASN', async () => {
    expect(await paths('bcn')).toContainEqual(expect.stringContaining('64500'));
    expect((await paths('bcn')).length).toBeGreaterThan(1);
    expect(await paths('aix')).toHaveLength(1);
  });

  it('protect a session with a password and its TTL', async () => {
    const config = await cli(['exec', '--lab', lab, 'left', '--', 'vtysh', '-c', 'show running-config']);
    expect(config.stdout).toMatch(/neighbor \S+ password /);
    expect(config.stdout).toMatch(/neighbor \S+ ttl-security hops 1/);
    // The kernel refuses segments of sessions whose other end has no password any more, or another.
    const address = /neighbor (\S+) password/.exec(
      (await cli(['exec', '--lab', lab, 'aix', '--', 'vtysh', '-c', 'show running-config'])).stdout,
    )?.[1];
    const before = await dropped(lab);
    const change = ['configure terminal', 'router bgp', `neighbor ${address} password other`];
    await cli(['exec', '--lab', lab, 'aix', '--', 'vtysh', ...change.flatMap((line) => ['-c', line])]);
    await expect.poll(() => dropped(lab), { timeout: 10_000, interval: 200 }).toBeGreaterThan(before);
    const back = [...change.slice(0, 2), `neighbor ${address} password s3cret`];
    await cli(['exec', '--lab', lab, 'aix', '--', 'vtysh', ...back.flatMap((line) => ['-c', line])]);
    const state = async () => (await neighbors('aix'))[address ?? '']?.bgpState;
    await expect.poll(state, { timeout: 20_000, interval: 200 }).toBe('Established');
  });

  it('have their password again after a crash and after a change, and in nothing that is shown', async () => {
    const established = async () => {
      const sessions = Object.values(await neighbors('aix'));
      return sessions.filter(({ bgpState }) => bgpState === 'Established').length;
    };
    const before = await established();
    await killNode(lab, 'aix');
    await cliJson(['restore', '--lab', lab]);
    await expect.poll(established, { timeout: 20_000, interval: 200 }).toBe(before);
    const file = topologyFile(OPTIONS.replace('maximum-prefix: 10', 'maximum-prefix: 11'));
    await cliJson(['reload', file, '--lab', lab]);
    for (const node of ['aix', 'left']) {
      const { stdout } = await execIn(lab, node, 'vtysh', '-c', 'show running-config');
      expect(stdout.match(/ password s3cret$/gm), node).toHaveLength(2);
    }
    const plans = [
      ['plan', file, '--json'],
      ['plan', file, '--files'],
      ['up', file, '--dry-run', '--json'],
    ];
    const shown = await Promise.all([...plans, ['status', lab, '--json']].map((words) => cli(words)));
    for (const { stdout, stderr } of shown) expect(stdout + stderr).not.toContain('s3cret');
    expect(shown[1]?.stdout).toMatch(/ neighbor \S+ password \(hidden\)$/m);
  });

  it('carry IPv4 over link-local addresses, without any other on the link', async () => {
    const { stdout } = await execIn(lab, 'bare', 'ip', '-4', 'address', 'show', 'scope', 'global');
    expect(stdout.match(/inet /g)).toHaveLength(2);
    const sessions = Object.values(await neighbors('bare'));
    expect(sessions).toHaveLength(1);
    const { explanations, good } = await cliJson<ExplainResult>(['explain', 'fay', '--lab', lab]);
    expect(good).toBe(true);
    expect(explanations.map(({ hops }) => hops.map(({ router }) => router))).toEqual([
      ['bare', 'left', 'aix'],
      ['bare', 'left', 'aix'],
    ]);
  });

  it('lines of FRR are in what its daemons do', async () => {
    const { stdout } = await cli(['exec', '--lab', lab, 'left', '--', 'vtysh', '-c', 'show running-config']);
    expect(stdout).toContain('bgp bestpath as-path ignore');
    expect(stdout).toMatch(/^bfd\n(?: .*\n)* profile slow\n {2}transmit-interval 900$/m);
    expect(stdout).toMatch(/^zebra work-queue 20$/m);
    const inKernel = async () => (await execIn(lab, 'left', 'ip', 'route', 'show', '198.51.100.0/24')).stdout;
    await expect.poll(inKernel, { timeout: 5000, interval: 100 }).toMatch(/^blackhole 198\.51\.100\.0\/24 /);
    // Nothing else needs ospfd there.
    const ospf = await vtyshJson<{ readonly routerId: string }>(lab, 'left', 'show ip ospf');
    expect(ospf.routerId).toBe('10.99.99.99');
    const { interfaces } = await vtyshJson<{
      readonly interfaces: Readonly<Record<string, { readonly cost: number }>>;
    }>(lab, 'left', 'show ip ospf interface lo');
    expect(interfaces['lo']?.cost).toBe(20);
  });

  it('a client that is to have no answer is no problem', async () => {
    await expect
      .poll(async () => (await cliJson<ProbeResult>(['probe', lab])).mismatches, { timeout: 15_000 })
      .toEqual([]);
    const { good, entries } = await cliJson<ProbeResult>(['probe', lab]);
    expect(good).toBe(true);
    expect(entries.filter(({ client }) => client === 'eva').map(({ site }) => site)).toEqual([null, null]);
  });
});

/** Segments that the kernel of a node has dropped for their MD5 signature. */
async function dropped(lab: string): Promise<number> {
  const { stdout } = await cli(['exec', '--lab', lab, 'left', '--', 'cat', '/proc/net/netstat']);
  const [names = [], values = []] = stdout
    .split('\n')
    .filter((line) => line.startsWith('TcpExt:'))
    .map((line) => line.split(' '));
  return ['TCPMD5NotFound', 'TCPMD5Unexpected', 'TCPMD5Failure'].reduce(
    (sum, name) => sum + Number(values[names.indexOf(name)] ?? 0),
    0,
  );
}

describe('lines that FRR does not take', () => {
  it('end up with their places, and leave nothing behind', async () => {
    const name = labName('mistaken');
    const { exitCode, stderr } = await cli(['up', topologyFile(MISTAKEN), '--name', name]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /topology\.yaml:8:8: FRR at left does not take "neighbor 10\.99\.99\.99 shutdown": /,
    );
    expect(stderr).toContain(
      'topology.yaml:10:8: FRR at left does not take "netwrk 10.0.0.0/8 area 0": No such command; write a line that ospfd takes',
    );
    expect(stderr).toMatch(
      /topology\.yaml:11:7: FRR at left does not take "ip route 198\.51\.100\.0\/33 blackhole": .* that mgmtd takes/,
    );
    expect(stderr).toMatch(/topology\.yaml:12:17: FRR at right does not take "neighbour 1": /);
    expect((await cli(['list'])).stdout).not.toContain(name);
  });
});
