import { describe, expect, it } from 'vitest';
import type { FibEvent } from '../../src/measure/fib.ts';
import { checksOf, done, runOf, verdicts } from './runs.ts';

const WITHDRAWN = 'fault: withdraw, target: f';

/** Two lost queries, and then another site. Faults are in slot 5. */
const MOVES = 'fffff ..nnnnnnnn';
const STAYS = 'nnnnn nnnnnnnnnn';

describe('evaluateRun', () => {
  it('holds the bounds for the clients that the site answered, and leaves the others alone', () => {
    const steps = [
      `{ ${WITHDRAWN}, expect: { catchment: { anna: n, carl: n }, outage: < 40ms, lost: <= 20%, failover: 20ms..30ms, others: unaffected } }`,
    ];
    expect(verdicts(steps, runOf({ anna: MOVES, carl: STAYS }, [done(5)]))).toEqual([
      '0 catchment anna v4: n / n',
      '0 catchment carl v4: n / n',
      '0 outage anna v4: < 40ms / 30.0 ms',
      '0 lost anna v4: <= 20% / 2 of 10 (20.00%)',
      '0 failover anna v4: 20ms..30ms / 22.0 ms',
      '0 others carl v4: unaffected / unaffected',
    ]);
  });

  it('fails by one query, one microsecond or the wrong site', () => {
    const steps = [
      `{ ${WITHDRAWN}, expect: { catchment: { anna: s }, outage: < 30ms, lost: <= 1, failover: '> 22ms', settle: <= 21ms } }`,
    ];
    expect(verdicts(steps, runOf({ anna: MOVES, carl: STAYS }, [done(5)]))).toEqual([
      '! 0 catchment anna v4: s / n',
      '! 0 outage anna v4: < 30ms / 30.0 ms',
      '! 0 lost anna v4: <= 1 / 2 of 10',
      '! 0 failover anna v4: > 22ms / 22.0 ms',
      '! 0 settle anna v4: <= 21ms / 22.0 ms',
    ]);
  });

  it('says from what it can be told', () => {
    const route = (at: number, node: string, ...interfaces: string[]): FibEvent => ({
      ...{ node, at, interfaces, family: 4, prefix: '192.0.2.0/24' },
    });
    const run = runOf({ anna: MOVES }, [done(5, { settled: false })], { fib: [route(0, 'left', 'nowhere')] });
    const [check] = checksOf([`{ ${WITHDRAWN}, expect: { lost: 0 } }`], run);
    expect(check).toMatchObject({ scenario: 'test', step: 0, service: 'dns', family: 4, held: false });
    expect(check?.evidence).toEqual([
      'answered by f, then n',
      'queries without an answer were sent from +0 ms to +10.0 ms',
      "the routers' tables did not come to lead there",
      'not every client had settled after 30 s',
      'a query every 10 ms',
    ]);
  });

  it('knows who shares the queries of a client, and which part of them is lost', () => {
    const route = (at: number, node: string, ...interfaces: string[]): FibEvent => ({
      ...{ node, at, interfaces, family: 4, prefix: '192.0.2.0/24' },
    });
    const ends = [route(0, 'f', 'lan'), route(0, 'n', 'lan'), route(0, 'right', 'to-n')];
    const fib = [...ends, route(0, 'left', 'to-f', 'to-right')];
    const shared = 'fn'.repeat(15);
    const steps = [
      `{ ${WITHDRAWN}, expect: { catchment: { anna: n + f }, outage: < 100ms, failover: < 1s } }`,
    ];
    const lines = (rest: string, ...events: readonly FibEvent[]) =>
      verdicts(steps, runOf({ anna: shared + rest }, [done(30)], { fib: [...fib, ...events] }));
    expect(lines(`..${shared}`)).toEqual([
      '0 catchment anna v4: f + n / f + n',
      '0 outage anna v4: < 100ms / 30.0 ms',
      '! 0 failover anna v4: < 1s / never answered by another site',
    ]);
    expect(lines(`${'.n'.repeat(6)}${'n'.repeat(30)}`, route(400_000, 'left', 'to-right'))).toEqual([
      '! 0 catchment anna v4: f + n / n',
      '! 0 outage anna v4: < 100ms / 120.0 ms',
      '0 failover anna v4: < 1s / 112.0 ms',
    ]);
    const run = runOf({ anna: shared + '.n'.repeat(20) }, [done(30)], { fib });
    const [catchment, outage] = checksOf(steps, run);
    expect(catchment).toMatchObject({ held: false, seen: 'n, and nobody' });
    expect(outage).toMatchObject({ held: false, seen: 'not over after 398.0 ms' });
    expect(catchment?.evidence.slice(0, 2)).toEqual([
      'answered by f + n, then by n and by none',
      'shares: before f 50 %, n 50 %; during n 50 %, nobody 50 %; after n 50 %, nobody 50 %',
    ]);
    expect(lines('.'.repeat(40))[0]).toBe('! 0 catchment anna v4: f + n / none');
  });

  it('counts a query that the fault found under way among the lost', () => {
    const [check] = checksOf(
      [`{ ${WITHDRAWN}, expect: { lost: 0 } }`],
      runOf({ anna: 'Sfff. ..nnnn' }, [done(5)]),
    );
    expect(check).toMatchObject({ held: false, seen: '3 of 7' });
    expect(check?.evidence).toContain('queries without an answer were sent from -10.0 ms to +10.0 ms');
  });

  it("counts from the instant of the client's own service, not of another one before it", () => {
    const [own] = done(5).instants;
    const other = { family: 4, prefix: '198.51.100.0/24', before: 0, after: 100 } as const;
    const [check] = checksOf(
      [`{ ${WITHDRAWN}, expect: { lost: 0 } }`],
      runOf({ anna: 'fffff ..nnnn' }, [done(5, { instants: own === undefined ? [] : [other, own] })]),
    );
    expect(check?.evidence).toContain('queries without an answer were sent from +0 ms to +10.0 ms');
  });

  it('leaves to the next step what that one found under way', () => {
    const restored = done(9, { action: 'restore' });
    const [before] = restored.instants;
    const instants = before === undefined ? [] : [{ ...before, before: before.before + 100 }];
    const checks = checksOf(
      [`{ ${WITHDRAWN}, expect: { lost: 0 } }`, '{ restore: f, expect: { lost: 0 } }'],
      runOf({ anna: 'fffff .nnn. .ffff' }, [done(5), { ...restored, instants }]),
    );
    expect(checks.map(({ seen, evidence }) => [seen, evidence[1]])).toEqual([
      ['1 of 4', 'queries without an answer were sent from +0 ms to +0 ms'],
      ['2 of 6', 'queries without an answer were sent from -0.1 ms to +9.9 ms'],
    ]);
  });

  describe('a client that never recovers', () => {
    const run = runOf({ anna: 'fffff .........' }, [done(5, { settled: false })]);
    it('holds no upper bound, however short the run', () => {
      const steps = [
        `{ ${WITHDRAWN}, expect: { catchment: { anna: n }, outage: < 1s, failover: < 1s, settle: < 1s, lost: <= 100% } }`,
      ];
      expect(verdicts(steps, run)).toEqual([
        '! 0 catchment anna v4: n / none',
        '! 0 outage anna v4: < 1s / not over after 88.0 ms',
        '0 lost anna v4: <= 100% / 9 of 9 (100.00%)',
        '! 0 failover anna v4: < 1s / never answered by another site',
        '! 0 settle anna v4: < 1s / never settled',
      ]);
    });
    it('is what can be expected', () => {
      const steps = [`{ ${WITHDRAWN}, expect: { catchment: { anna: none }, outage: 50ms.., lost: 100%.. } }`];
      expect(verdicts(steps, run)).toEqual([
        '0 catchment anna v4: none / none',
        '0 outage anna v4: 50ms.. / not over after 88.0 ms',
        '0 lost anna v4: 100%.. / 9 of 9 (100.00%)',
      ]);
      expect(checksOf(steps, run)[0]?.evidence[0]).toBe('answered by f, then by none');
    });
    it('is not expected of one that does', () => {
      const steps = [`{ ${WITHDRAWN}, expect: { catchment: { anna: none }, outage: 50ms..90ms } }`];
      expect(verdicts(steps, runOf({ anna: MOVES }, [done(5)]))).toEqual([
        '! 0 catchment anna v4: none / n',
        '! 0 outage anna v4: 50ms..90ms / 30.0 ms',
      ]);
    });
  });

  it('sees a client that flapped by its longest outage, where it ends, and the sites in turn', () => {
    const steps = [
      `{ ${WITHDRAWN}, expect: { catchment: { anna: n }, outage: < 40ms, lost: <= 3, settle: < 50ms } }`,
    ];
    const run = runOf({ anna: 'fffff .nn..f.nnnn' }, [done(5)]);
    const checks = checksOf(steps, run);
    expect(verdicts(steps, run)).toEqual([
      '0 catchment anna v4: n / n',
      '0 outage anna v4: < 40ms / 30.0 ms',
      '! 0 lost anna v4: <= 3 / 4 of 11',
      '! 0 settle anna v4: < 50ms / 72.0 ms',
    ]);
    expect(checks[2]?.evidence).toEqual(
      expect.arrayContaining([
        'answered by f, then n, then f, then n',
        'queries without an answer were sent from +0 ms to +60.0 ms',
      ]),
    );
  });

  it.each([
    [
      'lost one query',
      'nnnnn nnn.nnnnnn',
      '! 0 others carl v4: unaffected / lost 1 of 10 queries in 20.0 ms',
    ],
    ['moved', 'nnnnn nnssssssss', '! 0 others carl v4: unaffected / moved from n to s'],
    ['moved and came back', 'nnnnn nnsnnnnnnn', '! 0 others carl v4: unaffected / moved from n to s to n'],
    [
      'got an error once',
      'nnnnn nnrnnnnnnn',
      '! 0 others carl v4: unaffected / 1 of 10 queries answered with an error',
    ],
    [
      'was never answered',
      '..... ..........',
      '! 0 others carl v4: unaffected / not answered before, lost 10 of 10 queries in 90.0 ms',
    ],
    ['lost one before', 'n.nnn nnnnnnnnnn', '0 others carl v4: unaffected / unaffected'],
  ])('does not call one of the others unaffected that %s', (_what, carl, expected) => {
    const steps = [`{ ${WITHDRAWN}, expect: { others: unaffected } }`];
    expect(verdicts(steps, runOf({ anna: MOVES, carl }, [done(5)]))).toEqual([expected]);
  });

  it('fails in one family alone', () => {
    const steps = [`{ ${WITHDRAWN}, expect: { catchment: { anna: n }, outage: < 40ms } }`];
    const run = runOf({ anna: MOVES, 'anna v6': 'fffff .....sssss' }, [done(5)]);
    expect(verdicts(steps, run)).toEqual([
      '0 catchment anna v4: n / n',
      '! 0 catchment anna v6: n / s',
      '0 outage anna v4: < 40ms / 30.0 ms',
      '! 0 outage anna v6: < 40ms / 60.0 ms',
    ]);
  });

  it('says so where a bound is for nobody', () => {
    const steps = [`{ ${WITHDRAWN}, expect: { catchment: { dora: n }, outage: < 1s, others: unaffected } }`];
    expect(verdicts(steps, runOf({ carl: STAYS }, [done(5)]))).toEqual([
      '! 0 catchment dora: n / not measured',
      '! 0 outage nobody: < 1s / no client was answered by f before',
      '0 others carl v4: unaffected / unaffected',
    ]);
  });

  it('lets clients be named, and leaves out of the others who is neither', () => {
    const timelines = { anna: MOVES, bert: 'fffff .....nnnnn', carl: STAYS };
    const steps = [`{ ${WITHDRAWN}, expect: { outage: < 40ms, clients: [anna], others: unaffected } }`];
    expect(verdicts(steps, runOf(timelines, [done(5)]))).toEqual([
      '0 outage anna v4: < 40ms / 30.0 ms',
      '0 others carl v4: unaffected / unaffected',
    ]);
  });

  describe('a restore', () => {
    const steps = (expect: string) => [`{ ${WITHDRAWN} }`, `{ restore: f, expect: { ${expect} } }`];
    const back = [done(5), done(10, { action: 'restore' })];
    it('is about who comes home, and whose home it was', () => {
      const timelines = {
        anna: 'fffff .nnnn nf.ffffff',
        bert: 'fffff .nnnn nnnnnnnnn',
        carl: 'nnnnn nnnnn nnfffffff',
        dora: 'nnnnn nnnnn nnnnnnnnn',
      };
      expect(
        verdicts(steps('lost: 0, failover: < 20ms, others: unaffected'), runOf(timelines, back)),
      ).toEqual([
        '! 1 lost anna v4: 0 / 1 of 9',
        '1 lost bert v4: 0 / 0 of 9',
        '1 lost carl v4: 0 / 0 of 9',
        '1 failover anna v4: < 20ms / 12.0 ms',
        '! 1 failover bert v4: < 20ms / never answered by another site',
        '! 1 failover carl v4: < 20ms / 22.0 ms',
        '1 others dora v4: unaffected / unaffected',
      ]);
    });

    it('of everything is about the sites of every fault before it', () => {
      const all = [
        `{ ${WITHDRAWN} }`,
        '{ fault: link-down, target: s--right }',
        '{ restore: , expect: { lost: 0, others: unaffected } }',
      ];
      const run = runOf(
        { anna: 'fffff nnnnn nnffff', carl: 'sssss sssss .nnnss', dora: 'nnnnn nnnnn nnnnnn' },
        [
          done(5),
          done(7, { kind: 'link-down', target: 's--right', site: null }),
          done(12, { action: 'restore', kind: 'link-down', target: null, site: null }),
        ],
      );
      expect(verdicts(all, run)).toEqual([
        '2 lost anna v4: 0 / 0 of 4',
        '2 lost carl v4: 0 / 0 of 4',
        '2 others dora v4: unaffected / unaffected',
      ]);
    });
  });

  it("counts a link of a site as the site's, and one between routers as everybody's", () => {
    const timelines = { anna: MOVES, carl: STAYS };
    const at = (target: string) =>
      verdicts(
        [`{ fault: blackhole, target: ${target}, expect: { lost: 0 } }`],
        runOf(timelines, [done(5, { kind: 'blackhole', target, site: null })]),
      );
    expect(at('f--left')).toEqual(['! 0 lost anna v4: 0 / 2 of 10']);
    expect(at('left--right')).toEqual(['! 0 lost anna v4: 0 / 2 of 10', '0 lost carl v4: 0 / 0 of 10']);
  });

  it('leaves out steps that the run did not come to', () => {
    const steps = [`{ ${WITHDRAWN}, expect: { lost: 0 } }`, '{ restore: f, expect: { lost: 0 } }'];
    expect(verdicts(steps, runOf({ anna: MOVES }, [done(5)]))).toEqual(['! 0 lost anna v4: 0 / 2 of 10']);
  });

  it('neither holds nor fails where the run is invalid', () => {
    const invalid = [{ client: 'anna', reason: 'ended-early' }] as const;
    const steps = [`{ ${WITHDRAWN}, expect: { lost: 0, outage: < 1s } }`];
    expect(verdicts(steps, runOf({ anna: MOVES }, [done(5)], { invalid }))).toEqual([]);
  });

  it('names late answers and refusals in its evidence', () => {
    const run = runOf({ anna: 'fffff L!!nnnnn' }, [done(5)]);
    const [check] = checksOf([`{ ${WITHDRAWN}, expect: { late: 0 } }`], run);
    expect(check).toMatchObject({ what: 'late', seen: '1 of 8', held: false });
    expect(check?.evidence[1]).toBe(
      'queries without an answer were sent from +0 ms to +20.0 ms (1 answered late, 2 refused with ENETUNREACH)',
    );
  });
});
