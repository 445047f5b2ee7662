import { describe, expect, it } from 'vitest';
import { parseBound } from '../../src/topology/bound.ts';
import type { BoundedFigure } from '../../src/topology/scenario.ts';

function bound(text: string, figure: BoundedFigure) {
  const parsed = parseBound(text, figure);
  return 'bound' in parsed ? parsed.bound : parsed;
}

describe('parseBound', () => {
  it.each([
    ['< 500ms', { unit: 'time', most: { value: 500_000, included: false } }],
    ['<=0.5s', { unit: 'time', most: { value: 500_000, included: true } }],
    [' > 2 s ', { text: '> 2 s', unit: 'time', least: { value: 2_000_000, included: false } }],
    ['>= 2s', { unit: 'time', least: { value: 2_000_000, included: true } }],
    [
      '2s .. 3.5s',
      {
        unit: 'time',
        least: { value: 2_000_000, included: true },
        most: { value: 3_500_000, included: true },
      },
    ],
    [
      '0..20ms',
      { unit: 'time', least: { value: 0, included: true }, most: { value: 20_000, included: true } },
    ],
    ['2s..', { unit: 'time', least: { value: 2_000_000, included: true } }],
    ['0', { unit: 'time', most: { value: 0, included: true } }],
  ])('reads the time %j', (text, expected) => {
    expect(bound(text, 'outage')).toEqual({ text, ...expected });
  });

  it.each([
    ['<= 3', { unit: 'count', most: { value: 3, included: true } }],
    ['< 1%', { unit: 'share', most: { value: 0.01, included: false } }],
    ['100%..', { unit: 'share', least: { value: 1, included: true } }],
    [
      '10..200',
      { unit: 'count', least: { value: 10, included: true }, most: { value: 200, included: true } },
    ],
    ['0', { unit: 'count', most: { value: 0, included: true } }],
  ])('reads the queries %j', (text, expected) => {
    expect(bound(text, 'lost')).toEqual({ text, ...expected });
    expect(bound(text, 'connections-broken')).toEqual({ text, ...expected });
  });

  it.each([
    ['500ms', 'outage', '<= 500ms'],
    ['500', 'outage', '<= 500ms'],
    ['< 500', 'outage', '< 500ms'],
    ['=< 3s', 'settle', '<= 3s'],
    ['≥ 3s', 'settle', '>= 3s'],
    ['= 3s', 'settle', '<= 3s'],
    ['2..3s', 'failover', '2s..3s'],
    ['2s - 3s', 'failover', '2s..3s'],
    ['3s..2s', 'failover', '2s..3s'],
    ['< 0', 'outage', '0'],
    ['3', 'lost', '<= 3'],
    ['1%', 'lost', '<= 1%'],
    ['5%..1%', 'late', '1%..5%'],
    ['1..5%', 'lost', '1%..5%'],
    ['1%..5', 'lost', '1%..5%'],
    ['0..5%', 'lost', '0%..5%'],
  ] as const)('refuses %j for %s and suggests %j', (text, figure, suggestion) => {
    expect(parseBound(text, figure)).toEqual({ suggestion });
  });

  it.each([
    ['', 'outage'],
    ['soon', 'outage'],
    ['< 1%', 'outage'],
    ['< -1s', 'outage'],
    ['< 5 min', 'outage'],
    ['<= 101%', 'lost'],
    ['> 100%', 'lost'],
    ['< 1.5', 'lost'],
    ['< 3ms', 'lost'],
    ['1..5%', 'control-plane'],
    ['<', 'lost'],
    ['..3', 'lost'],
    ['< 99999999999999999999s', 'outage'],
  ] as const)('refuses %j for %s without a guess', (text, figure) => {
    expect(parseBound(text, figure)).toEqual({});
  });

  it('suggests nothing that it would refuse', () => {
    for (const text of ['5', '7s', '1..2', '2-1s', '=> 4', '≤ 1%', '3 to 5', '0..0']) {
      for (const figure of ['outage', 'lost'] as const) {
        const parsed = parseBound(text, figure);
        if ('bound' in parsed || parsed.suggestion === undefined) continue;
        expect(parseBound(parsed.suggestion, figure)).toHaveProperty('bound');
      }
    }
  });
});
