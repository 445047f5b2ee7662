import { readdirSync, readlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSpool, type SampleSpool } from '../../src/lab/sample-spool.ts';
import { type SampleSeries, seriesOf } from '../../src/measure/outage.ts';
import type { QuerySample } from '../../src/measure/samples.ts';

/** The same numbers from 0 to 1 each time (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Queries of several series as probers report them: mixed up, about in the order of sending, with every kind of fate. */
function samples(count: number, seed = 1): readonly QuerySample[] {
  const next = random(seed);
  const pick = <T>(...from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const numbers = new Map<string, number>();
  return Array.from({ length: count }, (): QuerySample => {
    const of = { client: pick('c1', 'c2'), service: pick('dns', 'web'), family: pick(4, 6) } as const;
    const key = `${of.client} ${of.service} ${of.family}`;
    const seq = numbers.get(key) ?? 0;
    numbers.set(key, seq + 1);
    const sentAt = 5e12 + seq * 10_000 + Math.floor(next() * 40_000);
    const found = { ...of, seq, sentAt };
    const noAnswer = { receivedAt: null, server: null, site: null, rcode: null, late: false };
    const address = { port: 1024 + Math.floor(next() * 64_000), id: Math.floor(next() * 65_536) };
    switch (pick('answered', 'answered', 'lost', 'late', 'refused', 'dropped')) {
      case 'answered': {
        const site = pick('fra', 'nyc', null);
        const server = site === null ? null : `ns1.${site}`;
        return {
          ...found,
          receivedAt: sentAt + 2000,
          server,
          site,
          rcode: 'NOERROR',
          late: false,
          dropped: false,
        };
      }
      case 'lost':
        return { ...found, ...noAnswer, dropped: false, ...address };
      case 'late': {
        const receivedAt = sentAt + 1_500_000;
        const from = { server: 'ns1.fra', site: 'fra', rcode: 'SERVFAIL' };
        return { ...found, receivedAt, ...from, late: true, dropped: false, ...address };
      }
      case 'refused':
        return { ...found, ...noAnswer, dropped: false, error: 'ECONNREFUSED', ...address };
      default:
        return { ...found, ...noAnswer, dropped: true, error: 'EMFILE' };
    }
  });
}

const plain = (all: readonly SampleSeries[]): readonly SampleSeries[] =>
  all.map(({ client, service, family, samples: own }) => ({ client, service, family, samples: own }));

describe('openSpool', () => {
  let spool: SampleSpool;
  beforeEach(() => {
    spool = openSpool();
  });
  afterEach(() => spool.close());

  it('gives every series back as it was added, over several blocks', () => {
    const all = samples(20_000);
    for (const sample of all) spool.add(sample);
    expect(plain(spool.series)).toEqual(seriesOf(all));
  });

  it('can be read while it is being filled', () => {
    const all = samples(6000, 2);
    for (const [index, sample] of all.entries()) {
      spool.add(sample);
      if (index % 1777 === 0) expect(plain(spool.series)).toEqual(seriesOf(all.slice(0, index + 1)));
    }
    expect(plain(spool.series)).toEqual(seriesOf(all));
  });

  it('gives those that were sent since an instant, and no others', () => {
    const all = samples(20_000, 3);
    for (const sample of all) spool.add(sample);
    const times = all.map(({ sentAt }) => sentAt);
    for (const instant of [
      Math.min(...times),
      5e12 + 12_345_678,
      Math.max(...times),
      Math.max(...times) + 1,
    ]) {
      const wanted = all.filter(({ sentAt }) => sentAt >= instant);
      expect(seriesOf([...spool.sentSince(instant)])).toEqual(seriesOf(wanted));
    }
  });

  it('is empty at first', () => {
    expect(spool.series).toEqual([]);
    expect([...spool.sentSince(0)]).toEqual([]);
  });

  it('leaves no file behind, whatever ends the process', () => {
    const open = readdirSync('/proc/self/fd').flatMap((descriptor) => {
      try {
        return [readlinkSync(`/proc/self/fd/${descriptor}`)];
      } catch {
        // The one of the directory itself is closed by now.
        return [];
      }
    });
    const own = open.filter((file) => file.includes('anycast-lab-run-'));
    expect(own).not.toEqual([]);
    for (const file of own) expect(file).toMatch(/ \(deleted\)$/);
  });
});
