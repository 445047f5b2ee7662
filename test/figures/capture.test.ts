import { describe, expect, it } from 'vitest';
import { measureClient, seriesOf } from '../../src/measure/outage.ts';
import { parseProberLine, proberContext, type QuerySample } from '../../src/measure/samples.ts';
import type { LabPlan } from '../../src/plan/lab-plan.ts';
import { longestGap, queriesIn } from '../docker/support/captured.ts';
import { cliJson, startCli } from '../docker/support/cli.ts';
import { readFile } from '../docker/support/engine.ts';
import { execIn, startLab, topologyFile } from '../docker/support/labs.ts';
import { type Datagram, parseCapture } from '../docker/support/pcap.ts';

const TOPOLOGY = `
name: capture
sites: { solo: }
routers: { net: }
clients: { anna: net }
links: [ solo -> net ]
`;
const SERVICES = { 4: '192.0.2.53', 6: '2001:db8:53::53' } as const;

/** ms. */
const INTERVAL = 10;
const TIMEOUT = 1000;

/**
 * At the client: tcpdump (whose buffer has few places where packets may be long), and the prober as a failover starts it, until someone ends the prober.
 */
const OBSERVE = `
tcpdump -i eth0 -n -U --immediate-mode -s 512 -B 16384 -w /tmp/capture udp port 53 2>/tmp/said &
tcpdump=$!
until grep -q 'listening on' /tmp/said; do
  kill -0 $tcpdump || { cat /tmp/said >&2; exit 1; }
  sleep 0.05
done
prober ${Object.values(SERVICES)
  .map((address) => `--target ${address}=www.anycast.test`)
  .join(' ')} --interval-ms ${INTERVAL} --timeout-ms ${TIMEOUT} --late-ms 500 --max-s 60 </dev/null &
echo $! >/tmp/prober
wait $!
sleep 0.5
kill $tcpdump
wait $tcpdump
cat /tmp/said >&2
`;

/** At the client's router: queries are dropped for 0.8 s, between some quiet before and after. */
const FAULT = `
set -e
sleep 0.5
ip route add blackhole ${SERVICES[4]}/32
ip -6 route add blackhole ${SERVICES[6]}/128
sleep 0.8
ip route del blackhole ${SERVICES[4]}/32
ip -6 route del blackhole ${SERVICES[6]}/128
sleep 0.5
`;

/** Runs the prober beside tcpdump in a client while its router drops its queries for a while. */
async function observe(lab: string): Promise<{ lines: readonly string[]; datagrams: readonly Datagram[] }> {
  const observing = startCli(['exec', '--lab', lab, 'anna', '--', 'sh', '-c', OBSERVE]);
  await Promise.race([new Promise((resolve) => observing.stdout?.once('data', resolve)), observing]);
  const fault = await execIn(lab, 'net', 'sh', '-c', FAULT);
  expect(fault, fault.stderr).toMatchObject({ exitCode: 0 });
  await execIn(lab, 'anna', 'sh', '-c', 'kill -TERM "$(cat /tmp/prober)"');
  const { stdout, stderr } = await observing;
  expect(stderr).toContain('\n0 packets dropped by kernel');
  return { lines: stdout.split('\n'), datagrams: parseCapture(await readFile(lab, 'anna', '/tmp/capture')) };
}

describe("the prober's figures", () => {
  it('are those of a packet capture at the client, within one interval', async () => {
    const plan = await cliJson<LabPlan>(['plan', topologyFile(TOPOLOGY)]);
    const context = proberContext(plan, 'anna');
    const { lines, datagrams } = await observe(await startLab('capture', TOPOLOGY));
    const events = lines.map((line) => parseProberLine(line, context));
    const samples = events.flatMap((event): readonly QuerySample[] =>
      event.kind === 'query' ? [event.sample] : [],
    );

    const series = seriesOf(samples);
    expect(series.map(({ family }) => family)).toEqual([4, 6]);
    for (const one of series) {
      const captured = queriesIn(datagrams, one.family);
      const inTime = captured.filter(
        ({ sentAt, answeredAt = Number.POSITIVE_INFINITY }) => answeredAt - sentAt <= TIMEOUT * 1000,
      );
      const figures = measureClient(one, 0);
      expect({ sent: figures.sent, lost: figures.lost }).toEqual({
        sent: captured.length,
        lost: captured.length - inTime.length,
      });

      const outage = longestGap(captured, TIMEOUT * 1000).outage;
      expect(outage).toBeGreaterThan(800_000 - 2 * INTERVAL * 1000);
      expect(figures.lost).toBeGreaterThan(0);
      expect(Math.abs(figures.outage - outage)).toBeLessThanOrEqual(INTERVAL * 1000);

      // Nor are single answers noted early or late: an outage alone would not show it if all were.
      const differences = [...one.samples]
        .sort((a, b) => a.seq - b.seq)
        .flatMap(({ sentAt, receivedAt }, index) => {
          const query = captured[index];
          if (receivedAt === null || query?.answeredAt === undefined) return [];
          return [Math.abs(receivedAt - sentAt - (query.answeredAt - query.sentAt))];
        })
        .sort((a, b) => a - b);
      expect(differences.length).toBeGreaterThan(100 / 2);
      // A busy machine may stop the prober between looking at the clock and sending, but not often.
      expect(differences[Math.floor(differences.length * 0.9)]).toBeLessThan(INTERVAL * 1000);
    }
  });
});
