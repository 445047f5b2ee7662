import { describe, expect, it } from 'vitest';
import type { LinkCondition } from '../../src/plan/link-condition.ts';
import { factsOf } from '../../src/report/facts.ts';
import { mixedResult } from './results.ts';

const link = (name: string, changes: Partial<LinkCondition>): LinkCondition => ({
  ...{ link: name, mechanism: null, impairments: null, planned: null, asPlanned: true, works: true },
  ...changes,
});

/** The line about links in a report on a lab with these. */
function linksLine(links: readonly LinkCondition[]): string | undefined {
  const [lab] = mixedResult().labs;
  if (lab?.environment == null) throw new Error('there is no lab with an environment');
  const facts = factsOf({ ...lab, environment: { ...lab.environment, links } });
  return facts.find(([name]) => name === 'Links')?.[1];
}

describe('the small print about links', () => {
  it('is not there where all are cables', () => {
    expect(linksLine([])).toBeUndefined();
  });

  it('counts those that are impaired, by what', () => {
    expect(
      linksLine([
        link('a--b', { mechanism: 'line' }),
        link('b--c', { mechanism: 'line' }),
        link('c--d', { mechanism: 'kernel' }),
        link('d--e', {}),
      ]),
    ).toBe('1 link impaired by the kernel (netem, tbf); 2 links impaired by a delay line in user space');
  });

  it('names those that are not as the topology says', () => {
    const way = { latency: 80_000, loss: 0.01 };
    const changed = {
      mechanism: 'kernel',
      impairments: { from: { a: way, b: way } },
      asPlanned: false,
    } as const;
    expect(linksLine([link('a--b', changed), link('b--c', { asPlanned: false })])).toBe(
      '1 link impaired by the kernel (netem, tbf); a--b not as the topology says: 80 ms, 1 % loss; b--c not as the topology says: a plain cable',
    );
  });

  it('says so where nothing is, but for an MTU', () => {
    expect(linksLine([link('a--b', { impairments: { mtu: 1400, from: { a: {}, b: {} } } })])).toBe(
      'unimpaired, but for their MTU',
    );
  });
});
