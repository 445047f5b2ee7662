import { beforeAll, describe, expect, it } from 'vitest';
import { connectEngine, type Engine } from '../../src/engine/connect.ts';
import { startAgent } from '../../src/engine/fabric-agent.ts';
import { startCapture } from '../../src/lab/capture-links.ts';
import { startExperiment } from '../../src/lab/experiment.ts';
import { type Lab, openLab } from '../../src/lab/find-lab.ts';
import { readHealthChanges } from '../../src/lab/health-changes.ts';
import { stopWithLosses } from '../../src/lab/with-forensics.ts';
import { countVerdicts } from '../../src/measure/forensics/counts.ts';
import { type Forensics, investigate } from '../../src/measure/forensics/forensics.ts';
import type { LostQuery } from '../../src/measure/forensics/verdict.ts';
import { isLost } from '../../src/measure/outage.ts';
import type { RecordedRun } from '../../src/measure/run.ts';
import { measureRun } from '../../src/measure/run-figures.ts';
import { seriesKey } from '../../src/measure/samples.ts';
import type { LabPlan } from '../../src/plan/lab-plan.ts';
import { execIn, startLab } from './support/labs.ts';

/** anna - u - t - fra; nyc is further away, behind u's provider. */
const TOPOLOGY = `
name: forensics
sites: { fra: , nyc: }
routers: { t: , u: , far: }
clients: { anna: u }
links: [ fra -> t, t -> u, u -> far, nyc -> far ]
`;
const SERVICES = ['192.0.2.53', '2001:db8:53::53'];

/** ms. */
const INTERVAL = 20;

/** µs of CLOCK_MONOTONIC, which the engine's containers share with this machine. */
const now = (): number => Number(process.hrtime.bigint() / 1000n);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Span {
  readonly from: number;
  readonly until: number;
}

let engine: Engine;
let lab: Lab;
let plan: LabPlan;
let run: RecordedRun;
let forensics: Forensics;
const spans: Record<'route' | 'answers' | 'loop' | 'link' | 'servers' | 'withdrawal', Span> = {
  route: { from: 0, until: 0 },
  answers: { from: 0, until: 0 },
  loop: { from: 0, until: 0 },
  link: { from: 0, until: 0 },
  servers: { from: 0, until: 0 },
  withdrawal: { from: 0, until: 0 },
};

async function during(what: keyof typeof spans, work: () => Promise<unknown>): Promise<void> {
  const from = now();
  await work();
  // So that what is under way has got where it goes.
  await pause(200);
  spans[what] = { from, until: now() };
  await pause(200);
}

/** Adds routes to a router's table that BGP knows nothing of, for half a second. */
async function divert(lab: string, router: string, routes: readonly string[]): Promise<void> {
  const commands = (verb: string): string =>
    routes
      .map((route) => (route.includes(':') ? `ip -6 route ${verb} ${route}` : `ip route ${verb} ${route}`))
      .join(' && ');
  const script = `${commands('add')} && sleep 0.5 && ${commands('del')}`;
  const done = await execIn(lab, router, 'sh', '-c', script);
  expect(done, done.stderr).toMatchObject({ exitCode: 0 });
}

/** The addresses of a node, on one of its links where it has several. */
function addressesOf(node: string, link?: string): readonly string[] {
  const interfaces = plan.nodes.find(({ name }) => name === node)?.interfaces ?? [];
  return interfaces
    .filter((one) => link === undefined || one.link === link)
    .flatMap(({ addresses }) => addresses.map(({ address }) => address));
}

beforeAll(async () => {
  const name = await startLab('forensics', TOPOLOGY);
  engine = await connectEngine();
  lab = await openLab(engine, name);
  plan = lab.plan;
  const capture = await startCapture(engine, lab);
  const experiment = await startExperiment(engine, lab, {
    ...{ interval: INTERVAL, patience: 30 },
    ...{ signal: new AbortController().signal, onProgress: () => undefined },
  });
  try {
    await during('route', () =>
      divert(
        name,
        't',
        SERVICES.map((address) => `blackhole ${address}`),
      ),
    );
    await during('answers', () =>
      divert(
        name,
        't',
        addressesOf('anna').map((address) => `blackhole ${address}`),
      ),
    );
    // Over IPv4 and IPv6 in the same order.
    const back = addressesOf('u', 't--u');
    await during('loop', () =>
      divert(
        name,
        't',
        SERVICES.map((address, index) => `${address} via ${back[index]}`),
      ),
    );
    await during('link', () => experiment.apply({ kind: 'blackhole', target: 't--u' }));
    await experiment.restore('t--u');
    await during('servers', () => experiment.apply({ kind: 'server-kill', target: 'fra' }));
    await experiment.restore('fra');
    await during('withdrawal', () => experiment.apply({ kind: 'withdraw', target: 'fra' }));
  } finally {
    ({ run } = await experiment.finish());
  }
  const packets = await stopWithLosses(capture, lab, run);
  forensics = investigate(plan, run, packets, await readHealthChanges(engine, lab));
  const left = await execIn(name, 'anna', 'true');
  expect(left.exitCode).toBe(0);
});

function lossesIn({ from, until }: Span, family: 4 | 6): readonly LostQuery[] {
  return forensics.losses.filter(
    (loss) => loss.family === family && loss.sentAt >= from && loss.sentAt < until,
  );
}

/** So many of the losses in a span that meet the condition, of all of them. */
function share(losses: readonly LostQuery[], condition: (loss: LostQuery) => boolean): number {
  return losses.filter(condition).length / losses.length;
}

describe('a capture', () => {
  it('ends by itself, and says so, when its file is as large as it may become', async () => {
    const agent = await startAgent(engine, lab.name, lab.fabric.id);
    try {
      // Keepalives alone make more within a second.
      const { full, packets } = await agent.ask('capture', { file: '/tmp/small.pcap', most: 1000 });
      expect({ full, some: packets > 0 }).toEqual({ full: true, some: true });
    } finally {
      await agent.close();
    }
  });
});

describe('forensics on the engine', () => {
  it('captures every packet, on one clock', () => {
    expect(forensics.invalid).toEqual([]);
    expect(forensics.packets).toBeGreaterThan(
      run.record.series.flatMap(({ samples }) => samples).length * 10,
    );
  });

  it('says of every lost query what became of it, for each client and family', () => {
    const lost = run.record.series.flatMap(({ samples }) => samples.filter(isLost));
    expect(lost.length).toBeGreaterThan(100);
    const counts = countVerdicts(forensics.losses);
    for (const family of [4, 6] as const) {
      const counted = counts.filter((count) => count.family === family);
      expect(counted.reduce((sum, count) => sum + count.lost, 0)).toBe(
        lost.filter((sample) => sample.family === family).length,
      );
    }
    expect(counts.filter(({ verdict }) => verdict === 'unknown')).toEqual([]);
  });

  it('sums to the lost queries of every step', () => {
    measureRun(plan, run).forEach(({ outcomes }, index) => {
      for (const outcome of outcomes) {
        const ours = (forensics.counts[index] ?? []).filter(
          (count) => seriesKey(count) === seriesKey(outcome),
        );
        expect(ours.reduce((sum, { lost }) => sum + lost, 0)).toBe(outcome.lost);
      }
    });
  });

  it.each([4, 6] as const)('finds what a router dropped against its table (IPv%s)', (family) => {
    const losses = lossesIn(spans.route, family);
    expect(losses.length).toBeGreaterThan(10);
    expect(
      share(losses, ({ verdict, where }) => verdict === 'lost-in-node' && where === 't'),
    ).toBeGreaterThan(0.9);
    expect(losses[5]).toMatchObject({
      ...{ path: ['anna', 'u', 't'], lastSeen: { link: 't--u', from: 'u', towards: 't' } },
      fib: { node: 't', nextHops: ['fra'] },
    });
  });

  it.each([4, 6] as const)('finds where an answer was lost (IPv%s)', (family) => {
    const losses = lossesIn(spans.answers, family);
    expect(losses.length).toBeGreaterThan(10);
    expect(
      share(
        losses,
        ({ verdict, cause, where }) => `${verdict} ${cause} ${where}` === 'answer-lost lost-in-node t',
      ),
    ).toBeGreaterThan(0.9);
    expect(losses[5]?.path).toEqual(['anna', 'u', 't', 'fra', 'ns1.fra', 'fra', 't']);
  });

  it.each([4, 6] as const)(
    'finds the link that swallowed queries, until the hold timer ran out (IPv%s)',
    (family) => {
      const losses = lossesIn(spans.link, family);
      // Hold time less keepalive, in queries.
      expect(losses.length).toBeGreaterThan(1900 / INTERVAL);
      expect(
        share(losses, ({ verdict, where }) => verdict === 'lost-on-link' && where === 't--u'),
      ).toBeGreaterThan(0.9);
      const prefix = family === 4 ? '192.0.2.0/24' : '2001:db8:53::/48';
      const { from, until } = spans.link;
      const moved = forensics.timeline.find(
        ({ at, node, text }) => at > from && node === 'u' && text === `${prefix} via far`,
      );
      expect(moved?.at).toBeLessThan(until);
      expect(losses.findLast(({ verdict }) => verdict === 'lost-on-link')?.sentAt).toBeLessThan(
        (moved?.at ?? 0) + 50_000,
      );
    },
  );

  it.each([4, 6] as const)('finds what was sent to dead servers, until the route went (IPv%s)', (family) => {
    const losses = lossesIn(spans.servers, family);
    expect(losses.length).toBeGreaterThan(500 / INTERVAL);
    const fates = losses.map(({ verdict, where }) => `${verdict} ${where}`);
    expect(share(losses, ({ verdict }) => verdict === 'sent-to-dead-site')).toBeGreaterThan(0.5);
    // Once its health check has taken the route away, it has none until its neighbours have found another.
    expect(
      fates.every((fate) =>
        ['sent-to-dead-site fra', 'dropped-no-route fra', 'dropped-no-route t'].includes(fate),
      ),
      fates.join(),
    ).toBe(true);
    expect(losses[5]?.fib).toMatchObject({ node: 'fra', nextHops: ['servers of fra'] });
  });

  it('tells what the health check found, between the fault and what it set off', () => {
    const { from, until } = spans.servers;
    const events = forensics.timeline.filter(({ at }) => at >= from && at < until);
    const order = [
      events.findIndex(({ kind, text }) => kind === 'fault' && text === 'server-kill'),
      events.findIndex(
        ({ kind, text }) => kind === 'health' && text.startsWith('ns1.fra out of 192.0.2.0/24'),
      ),
      events.findIndex(
        ({ kind, node, text }) => kind === 'fib' && node === 'fra' && text.includes('192.0.2.0/24'),
      ),
    ];
    expect(
      order.every((index) => index >= 0),
      JSON.stringify(events, null, 1),
    ).toBe(true);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it.each([4, 6] as const)('finds what went in circles (IPv%s)', (family) => {
    const losses = lossesIn(spans.loop, family);
    expect(losses.length).toBeGreaterThan(10);
    expect(share(losses, ({ verdict }) => verdict === 'looped')).toBeGreaterThan(0.9);
    expect(losses[5]?.path.slice(0, 5)).toEqual(['anna', 'u', 't', 'u', 't']);
  });

  it('finds that a withdrawal loses only what a router without a backup path drops, and tells it in order', () => {
    for (const family of [4, 6] as const) {
      const fates = lossesIn(spans.withdrawal, family).map(({ verdict }) => verdict);
      expect(fates.filter((fate) => fate !== 'dropped-no-route')).toEqual([]);
    }
    const { from, until } = spans.withdrawal;
    const events = forensics.timeline.filter(({ at }) => at >= from && at < until);
    const first = (kind: string, node: string, text: string): number =>
      events.findIndex((event) => event.kind === kind && event.node === node && event.text.includes(text));
    const order = [
      first('fault', 'fra', 'withdraw'),
      first('bgp', 'fra', 'to t: UPDATE withdraws 192.0.2.0/24'),
      first('fib', 'u', '192.0.2.0/24 via far'),
    ];
    expect(
      order.every((index) => index >= 0),
      JSON.stringify(events, null, 1),
    ).toBe(true);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(first('bgp', 'fra', 'UPDATE withdraws 2001:db8:53::/48')).toBeGreaterThan(0);
  });
});
