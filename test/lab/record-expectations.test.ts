import { expect, it } from 'vitest';
import type { ProbeResult } from '../../src/lab/probe.ts';
import { toExpectations } from '../../src/lab/record-expectations.ts';
import type { CatchmentEntry } from '../../src/measure/catchment.ts';

const entry = (client: string, family: 4 | 6, site: string | null, more: Partial<CatchmentEntry> = {}) => ({
  ...{ client, service: 'dns', family, site, server: null, rtt: null, rcode: null, confirmed: true },
  ...{ problem: null, ...more },
});

it('tells services and IP versions apart where they differ, and leaves out whom no site answers clearly', () => {
  const unanswered = { problem: { kind: 'unanswered', reason: 'timed out' } } as const;
  const disagreement = { problem: { kind: 'disagreement', nsid: 'ns1.fra', chaos: 'ns1.nyc' } } as const;
  const entries = [
    ...[entry('anna', 4, 'fra'), entry('anna', 6, 'fra')],
    ...[entry('bert', 4, 'fra'), entry('bert', 6, 'nyc')],
    ...[entry('carl', 4, 'nyc'), entry('carl', 6, null, unanswered)],
    ...[entry('emil', 4, 'fra', disagreement), entry('emil', 6, 'fra')],
    ...[entry('dora', 4, 'nyc'), entry('dora', 4, 'fra', { service: 'web' })],
    ...[entry('eve', 4, 'nyc'), entry('eve', 6, 'nyc')],
    ...[entry('eve', 4, 'fra', { service: 'web' }), entry('eve', 6, 'nyc', { service: 'web' })],
  ];
  const probed: ProbeResult = {
    lab: 'x',
    transport: 'udp',
    services: [],
    entries,
    mismatches: [],
    good: true,
  };
  const recorded = toExpectations(probed);
  expect({ ...recorded.catchment }).toEqual({
    anna: 'fra',
    bert: [
      { family: 4, site: 'fra' },
      { family: 6, site: 'nyc' },
    ],
    dora: [
      { service: 'dns', site: 'nyc' },
      { service: 'web', site: 'fra' },
    ],
    eve: [
      { service: 'dns', site: 'nyc' },
      { service: 'web', family: 4, site: 'fra' },
      { service: 'web', family: 6, site: 'nyc' },
    ],
  });
  expect(recorded.left).toEqual([
    { client: 'carl', reason: 'nyc over IPv4, no clear answer over IPv6' },
    { client: 'emil', reason: 'no clear answer over IPv4, fra over IPv6' },
  ]);
});
