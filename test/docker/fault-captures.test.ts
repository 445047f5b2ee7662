/** The figures of every fault beside packet captures at a client, at its router and at the site that goes away. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { FailoverResult } from '../../src/lab/failover.ts';
import { type CapturedQuery, longestGap, queriesIn } from './support/captured.ts';
import { startCli } from './support/cli.ts';
import { readFile } from './support/engine.ts';
import { execIn, startLab } from './support/labs.ts';
import { measured } from './support/measured.ts';
import { type Datagram, parseCapture } from './support/pcap.ts';

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

/** tcpdump writes each packet at once, so that what is captured survives the death of the node. */
const CAPTURE = `
rm -f /tmp/capture
exec tcpdump -i "$1" -n -U --immediate-mode -s 512 -B 16384 -w /tmp/capture udp port 53
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

describe.each([
  [
    10,
    [
      'withdraw',
      'drain',
      'server-kill',
      'server-hang',
      'bgp-kill',
      'bgp-hang',
      'link-down',
      'blackhole',
      'site-crash',
    ],
  ],
  [2, ['withdraw', 'server-hang', 'bgp-kill', 'blackhole']],
] as const)('at a query every %i ms', (interval, kinds) => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('captures', TOPOLOGY);
  });

  it.each(kinds)('%s costs what the captures say', async (kind) => {
    let result: FailoverResult | undefined;
    let stands = false;
    const captures = await capturing(lab, async () => {
      const words = ['--fault', kind, '--json', '--interval', String(interval)];
      const done = await measured(0, 'aix', '--lab', lab, ...words);
      stands = done.stands;
      result = JSON.parse(done.out) as FailoverResult;
    });
    // A run that a busy machine made invalid was repeated, and the captures hold all of them.
    if (!stands || result === undefined) return;
    for (const family of [4, 6] as const) {
      const [away, back] = [result.failover, result.failback].map((half) =>
        half.find((outcome) => outcome.family === family),
      );
      if (away === undefined || back === undefined) throw new Error('there is no outcome');
      const [client = [], router = [], site = []] = PLACES.map(([node]) =>
        queriesIn(captures.get(node) ?? [], family),
      );
      const reported = Math.max(away.outage, back.outage);

      // At the client: the same queries lost, and the same gap.
      const gap = longestGap(client);
      expect(Math.abs(gap.outage - reported), 'outage at the client').toBeLessThanOrEqual(interval * 1000);
      expect(Math.abs(lostOf(client) - away.lost - back.lost), 'lost at the client').toBeLessThanOrEqual(1);

      // At its router: every query and every answer of it passes there.
      expect(router.length).toBe(client.length);
      const atRouter = longestGap(router);
      expect(Math.abs(atRouter.outage - reported), 'outage at the router').toBeLessThanOrEqual(
        interval * 1000,
      );
      expect(lostOf(router)).toBe(lostOf(client));

      // At the site: it had answered the last query before the gap, just before that answer came in.
      if (gap.last === undefined) continue;
      const last = site.find(({ key }) => key === gap.last?.key);
      expect(last?.answeredAt, 'the last answer at the site').toBeDefined();
      expect((gap.last.answeredAt ?? 0) - (last?.answeredAt ?? 0)).toBeLessThanOrEqual(interval * 1000);
    }
  });
});
