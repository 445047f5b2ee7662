import { describe, expect, it } from 'vitest';
import type { BgpPath } from '../../src/explain/bgp-path.ts';
import type { Criterion } from '../../src/explain/decision.ts';
import type { Candidate, Journey, JourneyHop } from '../../src/explain/journey.ts';
import { whereTheyPart } from '../../src/explain/why-moved.ts';

function candidate(from: string | null, chosen: boolean, lostBy: Criterion | null = null): Candidate {
  return { path: {} as BgpPath, from, exit: from, relationship: null, asPath: [], lostBy, chosen };
}

function hop(router: string, next: string | null, ...others: readonly Candidate[]): JourneyHop {
  const candidates = [...(next === null ? [] : [candidate(next, true)]), ...others];
  const checked = { reason: null, agrees: true, note: null };
  return { router, asn: 1, candidates, ...checked, next, alsoNext: [], prefix: '192.0.2.0/24' };
}

const journey = (...hops: readonly JourneyHop[]): Journey => ({ hops, end: { kind: 'site', site: 'x' } });

describe('where two journeys part', () => {
  const before = journey(hop('isp', 'left'), hop('left', 'fra'), hop('fra', null));

  it('is the first router that sends packets elsewhere, with what the old path lost by', () => {
    const after = journey(
      hop('isp', 'left'),
      hop('left', 'top', candidate('fra', false, 'as-path')),
      hop('top', 'nyc'),
    );
    expect(whereTheyPart(before, after)).toEqual({
      ...{ router: 'left', before: 'fra', after: 'top', offered: true, lostBy: 'as-path' },
    });
  });

  it('says that the old path is not offered any more, or cannot be used', () => {
    const gone = journey(hop('isp', 'right', candidate('top', false, 'local-pref')));
    expect(whereTheyPart(before, gone)).toMatchObject({ router: 'isp', offered: false, lostBy: null });
    const invalid = journey(hop('isp', 'right', candidate('left', false)));
    expect(whereTheyPart(before, invalid)).toMatchObject({ router: 'isp', offered: true, lostBy: null });
  });

  it('may be where there is no route any more', () => {
    expect(whereTheyPart(before, journey(hop('isp', 'left'), hop('left', null)))).toMatchObject({
      ...{ router: 'left', before: 'fra', after: null, offered: false },
    });
  });

  it('is nowhere between two that are the same', () => {
    expect(whereTheyPart(before, before)).toBeNull();
  });
});
