import { describe, expect, it } from 'vitest';
import type { HoldEvent } from '../../src/measure/tcp/hold-events.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import type { Result } from '../../src/report/result.ts';
import { decodeResult, encodeResult } from '../../src/report/result-file.ts';
import { matrixResult, mixedResult } from './results.ts';

const html = (result: Result): string =>
  renderHtml(result, { chartScript: '', chartStyle: '', pageScript: '' });

const C1 = { client: 'c1', service: 'dns', family: 4 } as const;

/** c1's connection breaks 16 ms after fra went, and a new one is there 1 ms later; that one holds when fra is back. c2's holds. */
const EVENTS: readonly HoldEvent[] = [
  { ...C1, kind: 'open', site: 'fra', began: 0, at: 200, failures: 0 },
  { ...C1, client: 'c2', kind: 'open', site: 'nyc', began: 0, at: 300, failures: 0 },
  { ...C1, kind: 'broken', how: 'reset', at: 116_000, waiting: 115_500 },
  { ...C1, kind: 'open', site: 'nyc', began: 116_000, at: 117_000, failures: 0 },
];

/** A result in whose first runs connections were held, as reports see it that are made from a stored one. */
function held(result: Result): Result {
  const record = { interval: 100, timeout: 5000, events: EVENTS };
  const labs = result.labs.map((lab) => ({
    ...lab,
    scenarios: lab.scenarios.map((each) => ({
      ...each,
      run: each.run && { ...each.run, record: { ...each.run.record, held: record } },
    })),
  }));
  const stored = decodeResult([...encodeResult({ labs })].join(''));
  expect(stored).toEqual({ labs });
  return stored;
}

describe('TCP connections in reports', () => {
  const result = held(mixedResult());
  const text = '1 of 2 connections broke (1 reset), noticed after 16 ms at most';

  it('are told of each step, one by one', () => {
    const markdown = renderMarkdown(result);
    expect(markdown).toContain(`TCP: ${text}.`);
    expect(markdown).toContain('TCP: none of 2 connections broke.');
    expect(markdown).toContain('| c1 | IPv4 | fra | reset | 16 ms | 0.5 ms | nyc | 1.0 ms | 0 |');
    expect(markdown).toContain('| c2 | IPv4 | nyc | holds | – | – | – | – | – |');
    expect(html(result)).toContain('<caption>TCP connections after withdraw fra</caption>');
    expect(html(result)).toContain('<tr><th scope=row>c1<td>IPv4<td>fra<td>reset<td>16 ms<td>0.5 ms<td>nyc');
    expect(renderJunit(result)).toContain(`<property name="TCP, step 1: withdraw fra" value="${text}"/>`);
  });

  it('are told with how they were held', () => {
    const how =
      'A TCP connection from each client to each address, with a query every 100 ms; given up when one is not answered for 5 s.';
    for (const page of [renderMarkdown(result), html(result)]) expect(page).toContain(how);
  });

  it('are told over repeats by how often they broke', () => {
    const repeated = held(matrixResult());
    const [first, ...others] = repeated.labs[0]?.scenarios ?? [];
    if (first?.run == null) throw new Error('there is no run');
    // In one of three it holds.
    const calm = { ...first.run.record, held: { interval: 100, timeout: 5000, events: EVENTS.slice(0, 2) } };
    const labs = repeated.labs.map((lab) => ({
      ...lab,
      scenarios: [{ ...first, run: { ...first.run, record: calm } }, ...others] as typeof lab.scenarios,
    }));
    expect(renderMarkdown({ labs })).toContain('| c1 | IPv4 | in 2 of 3 | 16 ms | 1.0 ms |');
    expect(html({ labs })).toContain('<tr><th scope=row>c1<td>IPv4<td>in 2 of 3<td>16 ms<td>1.0 ms');
  });

  it('are left out where none were held', () => {
    for (const page of [renderMarkdown(mixedResult()), html(mixedResult()), renderJunit(mixedResult())])
      expect(page).not.toMatch(/TCP/);
  });
});
