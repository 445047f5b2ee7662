import { describe, expect, it } from 'vitest';
import type { RunStep } from '../../../src/measure/run.ts';
import type { QuerySample } from '../../../src/measure/samples.ts';
import { type Frame, portOf } from './frames.ts';
import { addressOf, complaint, examine, fib, lostSample, PREFIX, plan, runOf, step, trip } from './lab.ts';

const WAY = ['c1', 'u', 't', 'fra', 'ns1.fra'];
const BACK = WAY.toReversed();
const FAULT = step('fault', 10_000);

function verdictOf(
  sample: QuerySample,
  frames: readonly Frame[],
  steps: readonly RunStep[] = [],
  events = fib(),
) {
  const { losses } = examine(runOf([sample], steps, events), frames);
  expect(losses).toHaveLength(1);
  return losses[0];
}

/** A change to t's route to the service, at so many µs. */
const gone = (at: number, node = 't') =>
  ({ node, family: 4, prefix: PREFIX[4], at, interfaces: [] }) as const;

describe('a lost query', () => {
  const lost = lostSample(3);

  it.each([4, 6] as const)('that no link saw never left the client (IPv%s)', (family) => {
    const other = trip(lostSample(4, { family }), WAY);
    expect(verdictOf(lostSample(3, { family }), other)).toMatchObject({
      ...{ verdict: 'never-left-client', where: 'c1', path: [], lastSeen: null },
    });
  });

  it('says with which error it did not leave', () => {
    const { port: _port, id: _id, ...unsent } = lost;
    expect(verdictOf({ ...unsent, error: 'ENETUNREACH' }, [])).toMatchObject({
      ...{ verdict: 'never-left-client', note: 'ENETUNREACH' },
    });
  });

  it('is unknown without its port, or while nothing was captured', () => {
    const { port: _port, id: _id, ...nameless } = lost;
    expect(verdictOf(nameless, trip(lost, WAY))).toMatchObject({
      verdict: 'unknown',
      note: expect.stringContaining('port'),
    });
    expect(verdictOf(lostSample(7000), [])).toMatchObject({
      verdict: 'unknown',
      note: expect.stringContaining('captured'),
    });
  });

  it.each([4, 6] as const)('that a router without a route had was dropped there (IPv%s)', (family) => {
    const sample = lostSample(3, { family });
    const event = { ...gone(20_000), family, prefix: PREFIX[family] };
    expect(verdictOf(sample, trip(sample, ['c1', 'u', 't']), [], fib([event]))).toMatchObject({
      ...{ verdict: 'dropped-no-route', where: 't', path: ['c1', 'u', 't'] },
      lastSeen: { link: 'u--t', from: 'u', towards: 't', at: 30_100 },
      fib: { node: 't', interfaces: [], nextHops: [] },
    });
  });

  it('is given the table of its own moment', () => {
    const back = { ...gone(40_000 + 100), interfaces: ['to-fra'] };
    const events = fib([gone(5000), { ...gone(9000), interfaces: ['to-fra'] }, gone(60_000), back]);
    expect(verdictOf(lost, trip(lost, ['c1', 'u', 't']), [], events)).toMatchObject({
      ...{ verdict: 'lost-in-node', where: 't', fib: { interfaces: ['to-fra'], nextHops: ['fra'] } },
    });
  });

  it('counts a route as gone that the record has going a moment later', () => {
    const frames = trip(lost, ['c1', 'u', 't']);
    expect(verdictOf(lost, frames, [], fib([gone(35_000)]))).toMatchObject({ verdict: 'dropped-no-route' });
    const soonBack = { ...gone(35_000), interfaces: ['to-fra'] };
    expect(verdictOf(lost, frames, [], fib([gone(20_000), soonBack]))).toMatchObject({
      verdict: 'dropped-no-route',
    });
    expect(verdictOf(lost, frames, [], fib([gone(45_000)]))).toMatchObject({ verdict: 'lost-in-node' });
  });

  it.each([
    ['on the link to it', trip(lost, ['c1', 'u', 't', 'fra'], { swallowed: true })],
    ['at its edge', trip(lost, ['c1', 'u', 't', 'fra'])],
    ['on its LAN', trip(lost, WAY, { swallowed: true })],
    ['at its server', trip(lost, WAY)],
    ['at a router that cannot reach it any more', trip(lost, ['c1', 'u', 't'])],
    [
      'at a neighbour that says so',
      [...trip(lost, ['c1', 'u', 't', 'fra']), ...complaint(lost, ['fra', 't'], [3, 1])],
    ],
    ['at its server, which refused it', [...trip(lost, WAY), ...complaint(lost, ['ns1.fra', 'fra'], [3, 3])]],
  ])('went to a dead site: last seen %s', (_where, frames) => {
    expect(verdictOf(lost, frames, [FAULT])).toMatchObject({ verdict: 'sent-to-dead-site', where: 'fra' });
    // The same is not so before the fault, once the site is back, or where another one is away.
    for (const steps of [
      [step('fault', 40_000)],
      [FAULT, step('restore', 20_000)],
      [step('fault', 10_000, 'nyc')],
    ])
      expect(verdictOf(lost, frames, steps)?.verdict).not.toBe('sent-to-dead-site');
  });

  it('was lost on a link that it entered and did not leave', () => {
    expect(verdictOf(lost, trip(lost, ['c1', 'u', 't'], { swallowed: true }), [FAULT])).toMatchObject({
      ...{ verdict: 'lost-on-link', where: 'u--t', path: ['c1', 'u'] },
      ...{ lastSeen: { link: 'u--t', from: 'u', towards: null }, fib: { node: 'u', nextHops: ['t'] } },
    });
  });

  it('looped where it took a way again, or grew too old', () => {
    const round = trip(lost, ['c1', 'u', 't', 'u', 't']);
    expect(verdictOf(lost, round)).toMatchObject({ verdict: 'looped', where: 'u' });
    const old = complaint(lost, ['t', 'u'], [11, 0]);
    expect(verdictOf(lost, [...trip(lost, ['c1', 'u', 't']), ...old])).toMatchObject({
      ...{ verdict: 'looped', where: 't', icmp: 'time-exceeded' },
    });
  });

  it.each([
    [4, [3, 3], 'refused', 'port-unreachable'],
    [4, [3, 13], 'refused', 'prohibited'],
    [4, [3, 0], 'dropped-no-route', 'no-route'],
    [6, [1, 4], 'refused', 'port-unreachable'],
    [6, [1, 0], 'dropped-no-route', 'no-route'],
    [6, [3, 0], 'looped', 'time-exceeded'],
  ] as const)('is what ICMP says of it: IPv%s %j', (family, code, verdict, icmp) => {
    const sample = lostSample(3, { family, error: 'ECONNREFUSED' });
    const frames = [...trip(sample, ['c1', 'u', 't']), ...complaint(sample, ['t', 'u'], code)];
    expect(verdictOf(sample, frames)).toMatchObject({
      ...{ verdict, where: 't', icmp, path: ['c1', 'u', 't'], lastSeen: { from: 'u', towards: 't' } },
    });
    // Where the far end of its link was stamped first, it is still the sender's.
    const [error] = complaint(sample, ['t', 'u'], code);
    const farEnd =
      error === undefined ? [] : [{ ...error, port: portOf(plan, 'u', 't'), direction: 'to' as const }];
    const swapped = [...trip(sample, ['c1', 'u', 't']), ...farEnd, ...complaint(sample, ['t', 'u'], code)];
    expect(verdictOf(sample, swapped)).toMatchObject({ where: 't' });
  });

  it('went unanswered at a server of a site that is not away', () => {
    expect(verdictOf(lost, trip(lost, WAY))).toMatchObject({
      verdict: 'unanswered',
      where: 'ns1.fra',
      path: WAY,
    });
  });

  it.each([
    ['on a link', trip(lost, BACK, { answer: true, swallowed: true, after: 500 }), 'lost-on-link', 'c1--u'],
    ['in a router', trip(lost, BACK.slice(0, 4), { answer: true, after: 500 }), 'lost-in-node', 'u'],
    [
      'in a loop',
      trip(lost, ['ns1.fra', 'fra', 't', 'u', 't', 'u'], { answer: true, after: 500 }),
      'looped',
      't',
    ],
    [
      'for want of a route',
      [
        ...trip(lost, BACK.slice(0, 3), { answer: true, after: 500 }),
        ...complaint(lost, ['t', 'fra'], [3, 0], true),
      ],
      'dropped-no-route',
      't',
    ],
    ['in the client', trip(lost, BACK, { answer: true, after: 500 }), 'lost-in-node', 'c1'],
  ])('was answered, and the answer lost %s', (_how, frames, cause, where) => {
    const found = verdictOf(lost, [...trip(lost, WAY), ...frames], [FAULT]);
    expect(found).toMatchObject({ verdict: 'answer-lost', cause });
    expect(found?.where).toBe(where === 'c1--u' ? found?.lastSeen?.link : where);
    expect(found?.path.slice(0, 5)).toEqual(WAY);
  });

  it('was answered late: as the prober says, or as the link to the client shows', () => {
    const slow = [...trip(lost, WAY), ...trip(lost, BACK, { answer: true, after: 1_500_000 })];
    expect(verdictOf(lost, slow)).toMatchObject({ verdict: 'answered-late', where: 'ns1.fra' });
    const late = { ...lost, late: true, receivedAt: 1_600_000 };
    expect(verdictOf(late, slow)).toMatchObject({ verdict: 'answered-late', where: 'ns1.fra' });
    expect(verdictOf(late, trip(lost, WAY))).toMatchObject({ verdict: 'answered-late' });
  });

  it('is followed whatever the order of two frames of one moment', () => {
    const [first, second, ...rest] = trip(lost, WAY);
    const swapped = [second, first, ...rest].flatMap((frame) => frame ?? []);
    expect(verdictOf(lost, swapped)).toMatchObject({ verdict: 'unanswered', path: WAY });
  });

  it('is followed to the server that answered, where a LAN gave every one a copy', () => {
    const copy = trip(lost, WAY);
    const answered = ['ns2.fra', 'fra', 't', 'u'];
    const toSecond = trip(lost, [...WAY.slice(0, 4), 'ns2.fra']).slice(-1);
    const back = trip(lost, answered, { answer: true, after: 500 });
    expect(verdictOf(lost, [...copy, ...toSecond, ...back])).toMatchObject({
      ...{ verdict: 'answer-lost', where: 'u', path: [...WAY.slice(0, 4), ...answered] },
    });
  });
});

describe('what is followed', () => {
  it('is not what was answered, dropped by the client, or somebody else’s', () => {
    const answered = lostSample(1, { receivedAt: 11_000, site: 'fra', rcode: 'NOERROR' });
    const dropped = lostSample(2, { dropped: true });
    const other = lostSample(3, { client: 'c2' });
    const { losses } = examine(runOf([answered, dropped, other], []), trip(lostSample(3), WAY));
    expect(losses.map(({ client, verdict }) => [client, verdict])).toEqual([['c2', 'never-left-client']]);
    expect(addressOf('c2', 4)).not.toBe(addressOf('c1', 4));
  });

  it('is told by time from an earlier query of the same port and id', () => {
    const early = lostSample(1, { port: 5000, id: 5 });
    const later = lostSample(9, { port: 5000, id: 5 });
    const { losses } = examine(runOf([later, early], []), [
      ...trip(early, ['c1', 'u', 't']),
      ...trip(later, WAY),
    ]);
    expect(losses.map(({ seq, where }) => [seq, where])).toEqual([
      [1, 't'],
      [9, 'ns1.fra'],
    ]);
  });

  it('is not believed where packets were dropped the file was full, or the clock was set', () => {
    const run = runOf([lostSample(3)], []);
    expect(examine(run, []).invalid).toEqual([]);
    expect(examine(run, [], { dropped: 2 }).invalid).toEqual([
      { reason: 'packets-dropped', dropped: 2, packets: 0 },
    ]);
    expect(examine(run, [], { full: true }).invalid).toEqual([{ reason: 'capture-full', packets: 0 }]);
    expect(examine(run, [], { clockShift: 1000 }).invalid).toEqual([]);
    expect(examine(run, [], { clockShift: -1001 }).invalid).toEqual([{ reason: 'clock-set', shift: -1001 }]);
  });
});
