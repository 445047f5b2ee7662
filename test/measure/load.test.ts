import { describe, expect, it } from 'vitest';
import { measureLoad } from '../../src/measure/load.ts';
import { measureRun } from '../../src/measure/run-figures.ts';
import { plan, recordedRun } from './recorded-run.ts';

describe('measureLoad', () => {
  it('tells the shares of the sites before, during and after each step, and what was lost', () => {
    const run = recordedRun(
      [
        { action: 'fault', site: 'fra', slot: 4 },
        { action: 'restore', site: 'fra', slot: 10 },
      ],
      // Withdrawn in slot 4: c1 loses two queries and settles with the answer to slot 6. Back in slot 10.
      { c1: 'ffff..nnnn' + 'nffff', c2: 'nnnnnnnnnn' + 'nnnnn' },
    );
    const [fault, restore] = measureLoad(run, measureRun(plan, run));
    expect(fault).toEqual({
      clients: { count: 1, of: 2 },
      queries: { count: 2, of: 12 },
      before: [
        { site: 'fra', queries: { count: 4, of: 8 } },
        { site: 'nyc', queries: { count: 4, of: 8 } },
      ],
      during: [
        { site: 'nyc', queries: { count: 4, of: 6 } },
        { site: null, queries: { count: 2, of: 6 } },
      ],
      after: [{ site: 'nyc', queries: { count: 6, of: 6 } }],
    });
    expect(restore).toMatchObject({
      clients: { count: 0, of: 2 },
      queries: { count: 0, of: 10 },
      before: [{ site: 'nyc', queries: { count: 6, of: 6 } }],
      after: [
        { site: 'fra', queries: { count: 3, of: 6 } },
        { site: 'nyc', queries: { count: 3, of: 6 } },
      ],
    });
  });

  it('has nothing during a step that moved nobody, and nothing after one that a client did not get over', () => {
    const calm = recordedRun([{ action: 'fault', site: 'fra', slot: 2 }], { c1: 'nnnnn' });
    expect(measureLoad(calm, measureRun(plan, calm))).toMatchObject([
      { during: [], after: [{ site: 'nyc', queries: { count: 3, of: 3 } }] },
    ]);
    const lost = recordedRun([{ action: 'fault', site: 'fra', slot: 2 }], { c1: 'ff...' });
    expect(measureLoad(lost, measureRun(plan, lost))).toMatchObject([
      { clients: { count: 1, of: 1 }, during: [{ site: null, queries: { count: 3, of: 3 } }], after: [] },
    ]);
  });

  it('leaves out queries that never left the client', () => {
    const run = recordedRun([{ action: 'fault', site: 'fra', slot: 3 }], { c1: 'nxnnx' });
    expect(measureLoad(run, measureRun(plan, run))[0]?.before).toEqual([
      { site: 'nyc', queries: { count: 2, of: 2 } },
    ]);
  });

  it('counts no client for more because it began sooner', () => {
    const run = recordedRun([{ action: 'fault', site: 'fra', slot: 6 }], { c1: 'ffffffff', c2: 'xxxxnnnn' });
    const series = run.record.series.map((one) => ({
      ...one,
      samples: one.samples.filter(({ dropped }) => !dropped),
    }));
    const late = { ...run, record: { ...run.record, series } };
    expect(measureLoad(late, measureRun(plan, late))[0]?.before).toEqual([
      { site: 'fra', queries: { count: 2, of: 4 } },
      { site: 'nyc', queries: { count: 2, of: 4 } },
    ]);
  });
});
