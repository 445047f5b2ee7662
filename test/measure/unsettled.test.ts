import { describe, expect, it } from 'vitest';
import { awaitedText, unsettledText } from '../../src/measure/unsettled.ts';

describe('what a client had not come to', () => {
  it('is an answer of the sites it is to have, and of none that it is to leave', () => {
    expect(awaitedText({})).toBe('answers without a loss');
    expect(awaitedText({ gone: 'fra' })).toBe('answers without a loss, and none of fra');
    expect(awaitedText({ home: 'fra' })).toBe('answers of fra without a loss');
    expect(awaitedText({ all: ['fra', 'nyc'], gone: ['sin'], among: 2 })).toBe(
      'answers of fra and nyc without a loss, and none of sin',
    );
    expect(awaitedText({ all: [], gone: [], among: 1 })).toBe('answers without a loss');
  });

  it('is told of each, where the run has it on record', () => {
    const anna = { client: 'anna', service: 'dns', family: 6, awaited: 'answers without a loss' } as const;
    expect(unsettledText(30)).toBe('not every client had settled after 30 s');
    expect(unsettledText(30, [anna, { ...anna, family: 4 }])).toBe(
      'not every client had settled after 30 s; anna (dns, v6) had not come to answers without a loss; anna (dns, v4) had not come to answers without a loss',
    );
  });
});
