import { describe, expect, it } from 'vitest';
import { type ProberContext, parseProberLine } from '../../src/measure/samples.ts';

const context: ProberContext = {
  client: 'c1',
  targets: new Map([['2001:db8:53::53', { service: 'dns', family: 6 }]]),
  sites: new Map([['ns1.fra', 'fra']]),
};
const QUERY = {
  event: 'query',
  target: '2001:db8:53::53',
  seq: 7,
  sent: 100,
  received: 350,
  server: 'ns1.fra',
};
const parse = (record: object) => parseProberLine(JSON.stringify(record), context);

describe('parseProberLine', () => {
  it('gives an answer its service and its site', () => {
    expect(parse({ ...QUERY, rcode: 'NOERROR' })).toEqual({
      kind: 'query',
      sample: {
        ...{ client: 'c1', service: 'dns', family: 6, seq: 7, sentAt: 100, receivedAt: 350 },
        ...{ server: 'ns1.fra', site: 'fra', rcode: 'NOERROR', late: false, dropped: false },
      },
    });
  });

  it('keeps what is special about a query', () => {
    expect(parse({ ...QUERY, rcode: 'NOERROR', late: true })).toMatchObject({ sample: { late: true } });
    const lost = { ...QUERY, received: null, server: null, rcode: null, error: 'ENOBUFS', dropped: true };
    expect(parse(lost)).toMatchObject({
      sample: { receivedAt: null, site: null, error: 'ENOBUFS', dropped: true },
    });
    expect(parse({ ...lost, port: 40_000, id: 9 })).toMatchObject({ sample: { port: 40_000, id: 9 } });
    expect(() => parse({ ...lost, port: 40_000 })).toThrow(/no number id/);
    expect(parse({ ...QUERY, server: 'other' })).toMatchObject({ sample: { server: 'other', site: null } });
  });

  it('reads the start, a duplicate and the end', () => {
    const start = {
      event: 'start',
      version: 1,
      start: 5,
      interval: 10_000,
      timeout: 1_000_000,
      late: 1,
      targets: [],
    };
    expect(parse(start)).toEqual({ kind: 'start', startedAt: 5, interval: 10_000, timeout: 1_000_000 });
    expect(parse({ ...QUERY, event: 'duplicate' })).toEqual({
      kind: 'duplicate',
      service: 'dns',
      family: 6,
      seq: 7,
    });
    const counters = {
      sent: 9,
      answered: 6,
      late: 1,
      lost: 2,
      dropped: 1,
      duplicates: 3,
      mismatched: 4,
      behind: 5,
    };
    const targets = [{ target: '2001:db8:53::53', ...counters, maxLateness: 12 }];
    expect(parse({ event: 'end', at: 99, cpu: 0.5, targets })).toEqual({
      ...{ kind: 'end', endedAt: 99, cpu: 0.5 },
      totals: [{ service: 'dns', family: 6, ...counters, maxLateness: 12 }],
    });
  });

  it.each([
    ['{"event":"query"', /Not a line of the prober/],
    ['7', /Not a line of the prober/],
    ['{"event":"other"}', /Not an event/],
    ['{"event":"start","version":2}', /version 2/],
    ['{"event":"query","target":"192.0.2.9"}', /192\.0\.2\.9, which is no service/],
    ['{"event":"query","target":"2001:db8:53::53","seq":1.5}', /no number seq/],
  ])('refuses %s', (line, message) => {
    expect(() => parseProberLine(line, context)).toThrow(message);
  });
});
