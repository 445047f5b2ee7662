import { describe, expect, it } from 'vitest';
import { parseRate, parseShare, parseTime } from '../../src/topology/quantities.ts';

describe('quantities', () => {
  it.each([
    ['20ms', 20_000],
    ['1.5s', 1_500_000],
    ['250us', 250],
    [' 5 ms ', 5000],
    ['0', 0],
    ['0ms', 0],
    ['10s', 10_000_000],
    ['10.1s', undefined],
    ['20', undefined],
    ['-1ms', undefined],
    ['1e3ms', undefined],
    ['ms', undefined],
    ['1constructor', undefined],
  ])('%j is a time of %s µs', (text, microseconds) => {
    expect(parseTime(text)).toBe(microseconds);
  });

  it.each([
    ['1%', 0.01],
    ['0.1%', 0.001],
    ['100%', 1],
    ['100.1%', undefined],
    ['1', undefined],
  ])('%j is a share of %s', (text, share) => {
    expect(parseShare(text)).toBe(share);
  });

  it.each([
    ['10mbit', 10_000_000],
    ['64kbit', 64_000],
    ['2.5gbit', 2_500_000_000],
    ['0', 0],
    ['1kbit', undefined],
    ['1000gbit', undefined],
    ['10MB', undefined],
  ])('%j is a rate of %s bits a second', (text, bits) => {
    expect(parseRate(text)).toBe(bits);
  });
});
