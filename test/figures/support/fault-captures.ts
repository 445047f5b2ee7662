/** The figures of every fault beside packet captures at a client, at its router and at the site that goes away. */
import { beforeAll, expect, it } from 'vitest';
import type { FaultKind } from '../../../src/topology/topology.ts';
import { type CapturedQuery, longestGap, queriesIn } from '../../docker/support/captured.ts';
import { type CliResult, cli, startCli } from '../../docker/support/cli.ts';
import { readFile } from '../../docker/support/engine.ts';
import { execIn, startLab } from '../../docker/support/labs.ts';
import { onlyRun } from '../../docker/support/measured.ts';
import { type Datagram, parseCapture } from '../../docker/support/pcap.ts';

const TOPOLOGY = `
sites: { aix: , bcn: }
routers: { near: , core: }
clients: { alma: near }
links: [ aix -> near, bcn -> core, near -> core ]
`;

/** Where is captured: the client, its router where it faces the client, and the site's edge where it faces the world. */
const PLACES = [
  ['alma', 'eth0'],
  ['near', 'to-alma'],
  ['aix', 'to-near'],
] as const;

/** What takes longer counts as lost, in µs. */
const TIMEOUT = 1_000_000;

/** How often a run is tried before the machine is held to be too busy for any. */
const ATTEMPTS = 5;

/** tcpdump writes each packet at once, so that what is captured survives the death of the node; as root, whom routers let end it. */
const CAPTURE = `
rm -f /tmp/capture
exec tcpdump -Z root -i "$1" -n -U --immediate-mode -s 512 -B 16384 -w /tmp/capture udp port 53
`;

/** Captures at all places while something is done; returns what each saw. */
async function capturing(
  lab: string,
  work: () => Promise<void>,
): Promise<ReadonlyMap<string, readonly Datagram[]>> {
  const running = PLACES.map(([node, port]) =>
    startCli(['exec', '--lab', lab, node, '--', 'sh', '-c', CAPTURE, 'sh', port]),
  );
  await Promise.all(running.map(listening));
  await work();
  for (const [node] of PLACES) await execIn(lab, node, 'sh', '-c', 'kill -INT $(pidof tcpdump)');
  const ended = await Promise.all(running);
  const captures = new Map<string, readonly Datagram[]>();
  for (const [index, [node]] of PLACES.entries()) {
    const said = ended[index]?.stderr ?? '';
    // The one of a site that crashed says nothing any more.
    if (said.includes('dropped by kernel')) expect(said).toContain('\n0 packets dropped by kernel');
    captures.set(node, parseCapture(await readFile(lab, node, '/tmp/capture')));
  }
  return captures;
}

async function listening(program: ReturnType<typeof startCli>): Promise<void> {
  let said = '';
  await Promise.race([
    new Promise<void>((resolve) =>
      program.stderr?.on('data', (part: Buffer) => {
        said += part.toString();
        if (said.includes('listening on')) resolve();
      }),
    ),
    program.then(({ stderr }) => Promise.reject(new Error(`tcpdump ended: ${stderr}`))),
  ]);
}

/** Those without an answer, or with one that came too late. */
function lostOf(queries: readonly CapturedQuery[]): number {
  return queries.filter(({ sentAt, answeredAt }) => answeredAt === undefined || answeredAt - sentAt > TIMEOUT)
    .length;
}

/** A failover between captures; one that a busy machine made invalid is tried again, with captures of its own. */
async function capturedFailover(lab: string, interval: number, words: readonly string[]) {
  for (let attempt = 1; ; attempt++) {
    let done: CliResult | undefined;
    const captures = await capturing(lab, async () => {
      done = await cli(['failover', 'aix', '--lab', lab, '--json', '--interval', String(interval), ...words]);
    });
    if (done?.exitCode === 0) return { captures, result: onlyRun(done.stdout) };
    if (done?.exitCode !== 3 || attempt === ATTEMPTS) throw new Error(`${done?.stderr}${done?.stdout}`);
    await cli(['restore', '--lab', lab]);
  }
}

/** Each kind of fault that is no other one done again. */
export const KINDS = [
  'withdraw',
  'drain',
  'server-kill',
  'server-hang',
  'bgp-kill',
  'bgp-hang',
  'site-crash',
  'link-down',
  'blackhole',
] as const satisfies readonly FaultKind[];

/** The others. */
export const REPEATING_KINDS = [
  'bgp-restart',
  'flap --flap bgp-kill --every 3 --times 2',
] as const satisfies readonly (FaultKind | `flap ${string}`)[];

/** Tests of some kinds, in a lab of their own; `interval` is that of the queries, in ms. */
export function compareWithCaptures(
  interval: number,
  kinds: readonly (typeof KINDS | typeof REPEATING_KINDS)[number][],
): void {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('captures', TOPOLOGY);
  });

  it.each(kinds)('%s costs what the captures say', async (kind) => {
    const { captures, result } = await capturedFailover(lab, interval, ['--fault', ...kind.split(' ')]);
    for (const family of [4, 6] as const) {
      const halves = [result.failover, result.failback].flatMap((half) =>
        half.filter((outcome) => outcome.family === family),
      );
      expect(halves.length).toBeGreaterThan(0);
      const [client = [], router = [], site = []] = PLACES.map(([node]) =>
        queriesIn(captures.get(node) ?? [], family),
      );
      const outage = Math.max(...halves.map((half) => half.outage));
      const lost = halves.reduce((sum, half) => sum + half.lost, 0);

      // At the client: the same queries lost, and the same gap.
      const gap = longestGap(client, TIMEOUT);
      expect(Math.abs(gap.outage - outage), 'outage at the client').toBeLessThanOrEqual(interval * 1000);
      expect(Math.abs(lostOf(client) - lost), 'lost at the client').toBeLessThanOrEqual(1);

      // At its router: every query and every answer of it passes there.
      expect(router.length).toBe(client.length);
      const atRouter = longestGap(router, TIMEOUT);
      expect(Math.abs(atRouter.outage - outage), 'outage at the router').toBeLessThanOrEqual(interval * 1000);
      expect(lostOf(router)).toBe(lostOf(client));

      // At the site: it had answered the last query before the gap, just before that answer came in; before one as it comes back,
      // the other site had. A crash takes tcpdump with it, and what it had not written yet.
      const atFault = result.failover.some((half) => half.family === family && half.outage === outage);
      if (gap.last === undefined || !atFault || kind === 'site-crash') continue;
      const last = site.find(({ key }) => key === gap.last?.key);
      expect(last?.answeredAt, 'the last answer at the site').toBeDefined();
      expect((gap.last.answeredAt ?? 0) - (last?.answeredAt ?? 0)).toBeLessThanOrEqual(interval * 1000);
    }
  });
}
