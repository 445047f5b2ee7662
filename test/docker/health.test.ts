/** How failures are detected: health checks of servers, BFD beside sessions, and graceful restart where it is asked for. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { ProbeResult } from '../../src/lab/probe.ts';
import type { RestoreResult } from '../../src/lab/restore.ts';
import type { SiteHealth } from '../../src/lab/site-health.ts';
import type { LabStatus, NodeStatus } from '../../src/lab/status.ts';
import { cli, cliJson } from './support/cli.ts';
import { engine, killNode } from './support/engine.ts';
import { execIn, startLab, vtyshJson } from './support/labs.ts';
import { processesInRouter } from './support/processes.ts';

const V4 = '192.0.2.0/24';
const V6 = '2001:db8:53::/48';

/** s. */
const INTERVAL = 0.5;
const FALL = 2;

/** What a busy machine may add to a moment, in s. */
const SCHEDULING = 0.25;

async function nodeStatus(lab: string, name: string): Promise<NodeStatus> {
  // Exit code 1: something is not as it should be, which is what is tested here.
  const { stdout } = await cli(['status', lab, '--json']);
  const found = (JSON.parse(stdout) as LabStatus).nodes.find(({ node }) => node === name);
  if (found === undefined) throw new Error(`no ${name} in ${stdout}`);
  return found;
}

const checksOf = (health: SiteHealth | undefined) => (typeof health === 'object' ? health.servers : []);

/** Stops all that runs in a server but its first process, as kill(2) does by -1; returns when, in ms since 1970. */
async function hang(lab: string, server: string): Promise<number> {
  const { stdout } = await execIn(lab, server, 'sh', '-c', 'date +%s%3N; kill -STOP -1');
  return Number(stdout);
}

async function resume(lab: string, ...servers: readonly string[]): Promise<void> {
  for (const server of servers) await execIn(lab, server, 'sh', '-c', 'kill -CONT -1');
}

/** The servers that a site's kernel sends queries to, by the last part of their addresses. */
async function nextHops(lab: string, site: string, prefix: string): Promise<readonly string[]> {
  const version = prefix.includes(':') ? '-6' : '-4';
  const { stdout } = await execIn(lab, site, 'ip', version, 'route', 'show', prefix, 'proto', 'boot');
  return [...stdout.matchAll(/via \S+?([^:.\s]+)\s/g)].map(([, last]) => last ?? '');
}

/** AS paths of a router's routes to a prefix. */
async function paths(lab: string, router: string, prefix: string): Promise<readonly string[]> {
  const family = prefix.includes(':') ? 'ipv6' : 'ipv4';
  type Table = { readonly paths?: readonly { readonly aspath: { readonly string: string } }[] };
  const table = await vtyshJson<Table>(lab, router, `show bgp ${family} unicast ${prefix}`);
  return (table.paths ?? []).map(({ aspath }) => aspath.string);
}

async function answeredBy(lab: string): Promise<readonly (string | null)[]> {
  const { stdout } = await cli(['probe', lab, '--json']);
  return (JSON.parse(stdout) as ProbeResult).entries.map(({ server }) => server);
}

const soon = <T>(assertion: () => Promise<T>) => vi.waitFor(assertion, { timeout: 15_000, interval: 100 });

describe('a site whose servers are checked', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab(
      'health',
      `
health: { interval: ${INTERVAL}, fall: ${FALL} }
sites: { aix: { servers: 2, asn: 64496 }, bcn: { asn: 64497, health: none } }
routers: { near: , core: }
clients: { alma: near }
links:
  - { link: aix -> near, bfd: true }
  - bcn -> core
  - near -> core
`,
    );
  });

  it('comes up with every server in, and nothing changed on the way', async () => {
    const { health } = await nodeStatus(lab, 'aix');
    expect(health).toMatchObject({ lastChange: null });
    expect(checksOf(health).map(({ server, prefix, healthy }) => [server, prefix, healthy])).toEqual([
      ['ns1.aix', V4, true],
      ['ns2.aix', V4, true],
      ['ns1.aix', V6, true],
      ['ns2.aix', V6, true],
    ]);
    expect((await nodeStatus(lab, 'bcn')).health).toBe('not checked');
    expect((await nodeStatus(lab, 'near')).health).toBeUndefined();
  });

  it('says what it knows to Prometheus, to whoever is in the lab and nobody else', async () => {
    const { stdout: addresses } = await execIn(lab, 'aix', 'ip', '-brief', 'address', 'show', 'lo');
    const found = [...addresses.matchAll(/(\S+)\/(?:32|128)/g)].map(([, address]) => address ?? '');
    const [v4 = '', v6 = ''] = found.filter((address) => address !== '::1');
    const ask = (url: string) =>
      execIn(
        lab,
        'alma',
        'python3',
        '-c',
        `import urllib.request as u; print(u.urlopen('${url}').read().decode())`,
      );
    for (const host of [v4, `[${v6}]`]) {
      const { stdout } = await ask(`http://${host}:9100/metrics`);
      const check = `site="aix",server="ns2.aix",prefix="${V4}"`;
      expect(stdout).toContain(`anycast_lab_site_server_healthy{${check}} 1\n`);
      expect(stdout).toContain(`anycast_lab_site_prefix_routed{site="aix",prefix="${V6}"} 1\n`);
      expect(stdout).toMatch(new RegExp(`^anycast_lab_site_checks_total.${check},result="good". [1-9]`, 'm'));
    }
    expect((await ask(`http://${v4}:9100/`)).stderr).toContain('404');
    expect((await cli(['metrics', lab])).stdout).toMatch(
      /^anycast_lab_site_checks_total\{lab="[^"]+",site="aix",server="ns2\.aix",prefix="192\.0\.2\.0\/24",result="good"\} [1-9]/m,
    );
    // Whoever has that address out there, if anybody has.
    const outside = fetch(`http://${v4}:9100/metrics`, { signal: AbortSignal.timeout(1000) });
    expect(await outside.then((response) => response.text()).catch(() => 'nobody')).not.toContain(
      'anycast_lab',
    );
  });

  it('has BFD up on the link that asks for it, with its timers, and no bfdd elsewhere', async () => {
    type Peer = Readonly<Record<string, unknown>>;
    for (const router of ['aix', 'near']) {
      const peers = await vtyshJson<readonly Peer[]>(lab, router, 'show bfd peers');
      expect(peers).toHaveLength(2);
      for (const peer of peers) {
        expect(peer).toMatchObject({
          ...{ status: 'up', interface: expect.stringMatching(/aix|near/) },
          ...{ 'detect-multiplier': 3, 'receive-interval': 300, 'transmit-interval': 300 },
        });
      }
    }
    for (const router of ['bcn', 'core']) {
      const { stdout } = await execIn(lab, router, 'sh', '-c', 'cat /proc/[0-9]*/comm');
      expect(stdout).toContain('bgpd');
      expect(stdout).not.toContain('bfdd');
    }
  });

  it('goes on without a server that hangs, which is out in time', async () => {
    const hungAt = await hang(lab, 'ns1.aix');
    const { health } = await soon(async () => {
      const status = await nodeStatus(lab, 'aix');
      const out = checksOf(status.health).filter(({ healthy }) => !healthy);
      expect(out.map(({ server, prefix }) => [server, prefix])).toEqual([
        ['ns1.aix', V4],
        ['ns1.aix', V6],
      ]);
      return status;
    });
    for (const { since, healthy } of checksOf(health)) {
      if (healthy) continue;
      const took = (Date.parse(since) - hungAt) / 1000;
      expect(took).toBeGreaterThan(INTERVAL * (FALL - 1));
      expect(took).toBeLessThan(INTERVAL * FALL + 0.5 + SCHEDULING);
    }
    expect(await nextHops(lab, 'aix', V4)).toHaveLength(1);
    expect(await nextHops(lab, 'aix', V6)).toHaveLength(1);
    expect(await paths(lab, 'near', V4)).toContain('64496');
    expect(await paths(lab, 'near', V6)).toContain('64496');
    expect(await answeredBy(lab)).toEqual(['ns2.aix', 'ns2.aix']);

    await resume(lab, 'ns1.aix');
    await soon(async () => expect(await nextHops(lab, 'aix', V6)).toHaveLength(2));
  });

  it('is withdrawn without its last server, and announced again with the first that is back', async () => {
    await hang(lab, 'ns1.aix');
    await hang(lab, 'ns2.aix');
    await soon(async () => {
      expect(await paths(lab, 'near', V4)).not.toContain('64496');
      expect(await paths(lab, 'near', V6)).not.toContain('64496');
    });
    expect(await answeredBy(lab)).toEqual(['ns1.bcn', 'ns1.bcn']);
    const text = (await cli(['status', lab])).stdout;
    expect(text).toMatch(
      /aix +0 of 2 servers healthy, ns1\.aix out of 192\.0\.2\.0\/24 \(no answer within 400 ms\),.* ago: ns2\.aix out of/,
    );

    // Withdrawn by hand meanwhile: servers that are back do not announce it again.
    const bgp = (verb: string) =>
      execIn(
        ...([lab, 'aix', 'vtysh', '-c', 'configure terminal', '-c', 'router bgp 64496'] as const),
        ...['-c', 'address-family ipv4 unicast', '-c', `${verb} ${V4}`],
      );
    expect((await bgp('no network')).exitCode).toBe(0);
    await resume(lab, 'ns1.aix', 'ns2.aix');
    await soon(async () => expect(await paths(lab, 'near', V6)).toContain('64496'));
    await soon(async () => expect(await nextHops(lab, 'aix', V4)).toHaveLength(2));
    expect(await paths(lab, 'near', V4)).not.toContain('64496');
    expect((await bgp('network')).exitCode).toBe(0);
    await soon(async () => expect(await paths(lab, 'near', V4)).toContain('64496'));
    await soon(async () =>
      expect(new Set((await answeredBy(lab)).map((server) => server?.slice(4)))).toEqual(new Set(['aix'])),
    );
    const { stdout } = await cli(['logs', '--lab', lab, 'aix']);
    expect(stdout).toMatch(
      /HEALTH: ns1\.aix is out of 192\.0\.2\.0\/24: no answer within 400 ms, 2 checks in a row/,
    );
    expect(stdout).toMatch(/HEALTH: ns2\.aix is back in 2001:db8:53::\/48: answered, 2 checks in a row/);
  });

  it('goes on announcing whatever its servers do, where it does not check them', async () => {
    await hang(lab, 'ns1.bcn');
    // As long as a check would have taken, and once more.
    await new Promise((resolve) => setTimeout(resolve, 2 * (INTERVAL * FALL + 0.5) * 1000));
    expect(await paths(lab, 'core', V4)).toContain('64497');
    expect((await nodeStatus(lab, 'bcn')).announces).toEqual([
      { prefix: V4, announced: true },
      { prefix: V6, announced: true },
    ]);
    await resume(lab, 'ns1.bcn');
  });

  it('starts a daemon again that was killed, by its name in the pipe, and reaps the dead one', async () => {
    expect((await cli(['fault', 'bgp-kill', 'aix', '--lab', lab])).exitCode).toBe(0);
    const states = 'cat /proc/[0-9]*/stat | cut -d" " -f2,3';
    const dead = await execIn(lab, 'aix', 'sh', '-c', states);
    expect(dead.stdout).not.toMatch(/bgpd| Z/);
    await execIn(lab, 'aix', 'sh', '-c', 'echo bgpd >/run/wired');
    await soon(async () => {
      const { sessions } = await nodeStatus(lab, 'aix');
      expect(sessions?.map(({ state }) => state)).toEqual(['Established', 'Established']);
    });
    await soon(async () => {
      const peers = await vtyshJson<readonly { readonly status: string }[]>(lab, 'aix', 'show bfd peers');
      expect(peers.map(({ status }) => status)).toEqual(['up', 'up']);
    });
    await cli(['restore', '--lab', lab]);
  });

  it('drains a site: its neighbour prefers any other route, and the next one hears of it', async () => {
    const bgp = (words: string) =>
      execIn(
        ...([lab, 'bcn', 'vtysh', '-c', 'configure terminal', '-c', 'router bgp 64497'] as const),
        ...['-c', 'address-family ipv4 unicast', '-c', words],
      );
    const { peers } = await vtyshJson<{ readonly peers: object }>(
      lab,
      'bcn',
      'show bgp ipv4 unicast summary',
    );
    const [neighbor = ''] = Object.keys(peers);
    expect((await bgp(`neighbor ${neighbor} route-map drain--to-provider out`)).exitCode).toBe(0);
    type Path = Readonly<Record<string, unknown>> & { readonly aspath: { readonly string: string } };
    await soon(async () => {
      const table = await vtyshJson<{ readonly paths: readonly Path[] }>(
        lab,
        'core',
        `show bgp ipv4 unicast ${V4}`,
      );
      const drained = table.paths.find(({ aspath }) => aspath.string.startsWith('64497'));
      // The import policy says 200 for a customer; RFC 8326 wins.
      expect(drained).toMatchObject({
        aspath: { string: '64497 64497 64497 64497' },
        community: { string: 'graceful-shutdown' },
        locPrf: 0,
      });
      expect(table.paths.find((path) => path['bestpath'])?.aspath.string).toMatch(/64496$/);
    });
    expect((await bgp(`neighbor ${neighbor} route-map to-provider out`)).exitCode).toBe(0);
  });

  it('waits for its wiring again after its container was killed and started', async () => {
    const container = (await engine()).getContainer(`anycast-lab.${lab}.aix`);
    await container.kill();
    await container.start();
    expect(await processesInRouter(lab, 'aix')).toEqual([
      '/bin/sh /usr/local/bin/start-router',
      '/bin/sh /usr/local/bin/start-router',
    ]);
    expect((await cli(['restore', '--lab', lab])).exitCode).toBe(0);
    await soon(async () => expect((await nodeStatus(lab, 'aix')).error).toBeUndefined());
    const running = await processesInRouter(lab, 'aix');
    expect(running.map((line) => line.split(' ')[0]?.split('/').at(-1)).toSorted()).toEqual(
      ['bfdd', 'bgpd', 'mgmtd', 'python3', 'sh', 'sh', 'staticd', 'zebra'].toSorted(),
    );
    await soon(async () => expect(await paths(lab, 'near', V4)).toContain('64496'));
  });
});

describe('programs of a site that have died', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab(
      'programs',
      `
health: { interval: ${INTERVAL} }
sites: { aix: { servers: 2, asn: 64496 } }
routers: { near: }
clients: { alma: near }
links: [ { link: aix -> near, bfd: true } ]
`,
    );
  });

  /** Kills programs of a router; root may not signal the processes of others in there, but may become them. */
  async function kill(user: string, ...programs: readonly string[]): Promise<void> {
    const command = `cd /proc; for p in [0-9]*; do case " ${programs.join(' ')} " in *" $(cat $p/comm) "*) kill -KILL $p; esac; done`;
    await execIn(lab, 'aix', 'setpriv', '--reuid', user, 'sh', '-c', command);
  }

  async function programs(): Promise<readonly string[]> {
    const { stdout } = await execIn(lab, 'aix', 'sh', '-c', 'cat /proc/[0-9]*/comm');
    const known = ['mgmtd', 'zebra', 'staticd', 'bfdd', 'bgpd', 'health'];
    return known.filter((name) => stdout.split('\n').includes(name));
  }

  it('are noticed, the health check by its silence, and each is started again by restore', async () => {
    const all = await programs();
    expect(all).toEqual(['mgmtd', 'zebra', 'staticd', 'bfdd', 'bgpd', 'health']);
    await hang(lab, 'ns1.aix');
    await soon(async () => expect(await nextHops(lab, 'aix', V4)).toHaveLength(1));
    await kill('root', 'health');
    await kill('frr', 'mgmtd', 'zebra', 'staticd', 'bfdd');
    expect(await programs()).toEqual(['bgpd']);
    await resume(lab, 'ns1.aix');
    await soon(async () => {
      const { stdout, exitCode } = await cli(['status', lab]);
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/aix +unknown/);
    });
    const { mended } = await cliJson<RestoreResult>(['restore', '--lab', lab]);
    expect(mended.map(({ node, what }) => `${node}: ${what}`)).toEqual(
      [
        'bgpd ended',
        ...['mgmtd', 'zebra', 'staticd', 'bfdd', 'bgpd', 'health'].map((program) => `${program} started`),
      ].map((what) => `aix: ${what}`),
    );
    await soon(async () => expect(await programs()).toEqual(all));
    // The new health check took over that ns1 was out, and let it in again by itself.
    await soon(async () => expect(await nextHops(lab, 'aix', V4)).toHaveLength(2));
    await soon(async () => expect((await cli(['status', lab])).exitCode).toBe(0));
    await soon(async () => {
      const peers = await vtyshJson<readonly { readonly status: string }[]>(lab, 'aix', 'show bfd peers');
      expect(peers.map(({ status }) => status)).toEqual(['up', 'up']);
    });
    await soon(async () => {
      const { stdout } = await execIn(
        lab,
        'aix',
        'sh',
        '-c',
        'ip -4 route show proto bgp; ip -6 route show proto bgp',
      );
      expect(stdout).toMatch(/via \d+\..*\n.*via [0-9a-f]+:/s);
    });
    expect(await answeredBy(lab)).toHaveLength(2);
    expect((await cliJson<RestoreResult>(['restore', '--lab', lab])).mended).toEqual([]);
  });

  it('are started although another node of the lab cannot be', async () => {
    const server = (await engine()).getContainer(`anycast-lab.${lab}.ns1.aix`);
    await server.pause();
    try {
      await kill('frr', 'bgpd');
      await killNode(lab, 'ns2.aix');
      const { exitCode, stdout } = await cli(['restore', '--lab', lab, '--json']);
      expect(exitCode).toBe(3);
      const { failed, mended } = JSON.parse(stdout) as RestoreResult;
      expect(failed).toEqual([{ node: 'ns1.aix', reason: expect.stringContaining('paused') }]);
      expect(mended.map(({ node, what }) => `${node}: ${what}`)).toEqual([
        'ns2.aix: started and wired',
        'aix: bgpd started',
      ]);
    } finally {
      await server.unpause();
    }
    expect((await cliJson<RestoreResult>(['restore', '--lab', lab])).failed).toEqual([]);
  });
});

describe('routers with graceful restart', () => {
  it('keep forwarding, and each other’s routes, while a bgpd is gone', async () => {
    const lab = await startLab(
      'graceful',
      `
graceful-restart: true
bestpath: oldest
health: none
sites: { aix: }
routers: { near: }
clients: { alma: near }
links: [ aix -> near ]
`,
    );
    const neighbors = await vtyshJson<Record<string, unknown>>(lab, 'near', 'show bgp neighbors');
    for (const neighbor of Object.values(neighbors)) {
      expect(neighbor).toMatchObject({
        gracefulRestartInfo: { localGrMode: 'Restart*', remoteGrMode: 'Restart' },
      });
    }
    const { stdout } = await execIn(lab, 'near', 'vtysh', '-c', 'show running-config');
    expect(stdout).not.toContain('compare-routerid');

    expect((await cli(['fault', 'bgp-kill', 'aix', '--lab', lab])).exitCode).toBe(0);
    expect((await nodeStatus(lab, 'near')).sessions?.map(({ state }) => state)).not.toContain('Established');
    expect(await answeredBy(lab)).toEqual(['ns1.aix', 'ns1.aix']);
    await cliJson(['restore', '--lab', lab]);
    await soon(async () => {
      const { sessions } = await nodeStatus(lab, 'near');
      expect(sessions?.map(({ state }) => state)).toEqual(['Established', 'Established']);
    });
  });
});
