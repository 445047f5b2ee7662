import { describe, expect, it } from 'vitest';
import { countVerdicts } from '../../../src/measure/forensics/counts.ts';
import { keepForensics } from '../../../src/measure/forensics/kept.ts';
import { measureRun } from '../../../src/measure/run-figures.ts';
import { seriesKey } from '../../../src/measure/samples.ts';
import { type Frame, portOf, tcp } from './frames.ts';
import { addressOf, examine, fib, lostSample, OFFSET, PREFIX, plan, runOf, step, trip } from './lab.ts';

const WAY = ['c1', 'u', 't', 'fra', 'ns1.fra'];

/** c1's queries over IPv4, of which 2 to 6 are lost in three ways, and one of c2 over IPv6. */
const SAMPLES = [
  ...[0, 1, 7, 8].map((seq) =>
    lostSample(seq, { receivedAt: seq * 10_000 + 900, site: 'fra', rcode: 'NOERROR' }),
  ),
  ...[2, 3, 4, 5, 6].map((seq) => lostSample(seq)),
  lostSample(3, { client: 'c2', family: 6 }),
];
const FRAMES = [
  ...[2, 3, 4].flatMap((seq) => trip(lostSample(seq), WAY)),
  ...trip(lostSample(5), ['c1', 'u', 't']),
  ...trip(lostSample(3, { client: 'c2', family: 6 }), ['c2', 't', 'fra'], { swallowed: true }),
];
const STEPS = [step('fault', 25_000), step('restore', 55_000)];
const run = runOf(
  SAMPLES,
  STEPS,
  fib([{ node: 't', family: 4, prefix: PREFIX[4], at: 48_000, interfaces: [] }]),
);

describe('the verdicts of a run', () => {
  const forensics = examine(run, FRAMES);
  const { counts, losses } = forensics;

  it('are counted by client, family, verdict and place', () => {
    expect(countVerdicts(losses)).toEqual([
      { client: 'c1', service: 'dns', family: 4, verdict: 'sent-to-dead-site', where: 'fra', lost: 2 },
      { client: 'c1', service: 'dns', family: 4, verdict: 'dropped-no-route', where: 't', lost: 1 },
      { client: 'c1', service: 'dns', family: 4, verdict: 'never-left-client', where: 'c1', lost: 1 },
      { client: 'c1', service: 'dns', family: 4, verdict: 'unanswered', where: 'ns1.fra', lost: 1 },
      { client: 'c2', service: 'dns', family: 6, verdict: 'sent-to-dead-site', where: 'fra', lost: 1 },
    ]);
  });

  it('sum to the lost queries of every step, as its figures have them', () => {
    const figures = measureRun(plan, run);
    expect(figures.map(({ outcomes }) => outcomes.map(({ lost }) => lost))).toEqual([
      [4, 1],
      [1, 0],
    ]);
    figures.forEach(({ outcomes }, index) => {
      for (const outcome of outcomes) {
        const ours = (counts[index] ?? []).filter((count) => seriesKey(count) === seriesKey(outcome));
        expect(ours.reduce((sum, { lost }) => sum + lost, 0)).toBe(outcome.lost);
      }
    });
  });

  it('are kept with each fate once, and can be told of every query', () => {
    const { fates, series } = keepForensics(forensics).losses;
    const told = series.flatMap(({ client, family, seq, fate }) =>
      seq.map((number, index) => `${client} ${family} ${number} ${fates[fate[index] as number]?.verdict}`),
    );
    expect(told.sort()).toEqual(
      losses.map(({ client, family, seq, verdict }) => `${client} ${family} ${seq} ${verdict}`).sort(),
    );
    const many = losses.flatMap((loss) => [0, 100, 200].map((more) => ({ ...loss, seq: loss.seq + more })));
    const kept = keepForensics({ ...forensics, losses: many }).losses;
    expect(kept.fates).toEqual(fates);
    expect(kept.series[0]?.seq).toHaveLength(3 * (series[0]?.seq.length ?? 0));
  });
});

describe('the timeline of a run', () => {
  /** Seen at both ends of the link from t to u. */
  let sequence = 1;
  function bgp(at: number, body: string, type = 2, flags = 0): readonly Frame[] {
    const payload = Buffer.concat([Buffer.alloc(19, 0xff), Buffer.from(body.replaceAll(' ', ''), 'hex')]);
    payload.writeUInt16BE(payload.length, 16);
    payload.writeUInt8(type, 18);
    const segment = { sequence, flags, ...(type === 0 ? {} : { payload }) };
    if (type !== 0) sequence += payload.length;
    const packet = tcp(addressOf('t', 4), addressOf('u', 4), segment);
    const ends: readonly Frame[] = [
      { at: OFFSET + at, port: portOf(plan, 't', 'u'), direction: 'from', packet },
      { at: OFFSET + at + 5, port: portOf(plan, 'u', 't'), direction: 'to', packet },
    ];
    // As two processors may store them.
    return ends.toReversed();
  }

  it('merges what was done, said, changed and lost, in the order of time', () => {
    const frames = [
      ...FRAMES,
      ...bgp(26_000, '0004 18 c00002 0000'),
      ...bgp(27_000, '', 4),
      ...bgp(28_000, '0004 18 0a0001 0000'),
      ...bgp(50_000, '0400', 3),
      ...bgp(50_100, '', 0, 1),
      ...bgp(50_200, '', 0, 1),
    ];
    expect(examine(run, frames).timeline).toEqual([
      {
        ...{ at: 20_000, kind: 'loss', node: 'c1' },
        text: '5 IPv4 queries lost in 40 ms: 2 sent-to-dead-site fra, 1 dropped-no-route t, 1 never-left-client c1, 1 unanswered ns1.fra',
      },
      { at: 25_000, kind: 'fault', node: 'fra', text: 'site-crash' },
      { at: 26_000, kind: 'bgp', node: 't', text: 'to u: UPDATE withdraws 192.0.2.0/24 (IPv4)' },
      { at: 30_000, kind: 'loss', node: 'c2', text: '1 IPv6 query lost: 1 sent-to-dead-site fra' },
      { at: 48_000, kind: 'fib', node: 't', text: 'no route to 192.0.2.0/24' },
      { at: 50_000, kind: 'bgp', node: 't', text: 'to u: NOTIFICATION Hold Timer Expired (IPv4)' },
      { at: 50_100, kind: 'bgp', node: 't', text: 'to u: TCP FIN (IPv4)' },
      { at: 55_000, kind: 'restore', node: 'fra', text: 'site-crash undone' },
    ]);
  });

  it('has what health checks found during the run, before what that set off', () => {
    const change = { node: 'fra', server: 'ns1.fra', prefix: PREFIX[4] };
    const health = [
      { ...change, at: -1, healthy: true, reason: 'it answers' },
      { ...change, at: 30_000, healthy: false, reason: 'no answer within 500 ms' },
      { ...change, at: 90_000, healthy: true, reason: 'it answers' },
    ];
    const withdrawn = fib([{ node: 'fra', family: 4, prefix: PREFIX[4], at: 30_000, interfaces: [] }]);
    const { timeline } = examine(runOf([], [step('fault', 25_000)], withdrawn), [], { health });
    expect(timeline.map(({ at, kind, node, text }) => `${at} ${kind} ${node}: ${text}`)).toEqual([
      '25000 fault fra: site-crash',
      '30000 health fra: ns1.fra out of 192.0.2.0/24: no answer within 500 ms',
      '30000 fib fra: no route to 192.0.2.0/24',
      '90000 health fra: ns1.fra back in 192.0.2.0/24: it answers',
    ]);
  });

  it('says what an announcement leads over, and leaves a route out that was set to what it was', () => {
    const announce = '0000 0009 40 02 06 02 01 0000fbf4';
    const events = fib([
      { node: 'u', family: 4, prefix: PREFIX[4], at: 1000, interfaces: ['to-t'] },
      { node: 'u', family: 4, prefix: PREFIX[4], at: 2000, interfaces: ['to-nyc', 'to-t'] },
      { node: 'nyc', family: 4, prefix: PREFIX[4], at: 3000, interfaces: [] },
      { node: 'nyc', family: 4, prefix: PREFIX[4], at: 4000, interfaces: ['lan'] },
    ]);
    const { timeline } = examine(runOf([], [], events), bgp(5000, `${announce} 18 c00002`));
    expect(timeline.map(({ node, text }) => `${node}: ${text}`)).toEqual([
      'u: 192.0.2.0/24 via nyc, t',
      'nyc: no route to 192.0.2.0/24',
      'nyc: 192.0.2.0/24 via servers of nyc',
      't: to u: UPDATE announces 192.0.2.0/24, path 64500 (IPv4)',
    ]);
  });
});
