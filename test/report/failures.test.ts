import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/report/html.ts';
import { renderJunit } from '../../src/report/junit.ts';
import type { Result } from '../../src/report/result.ts';
import { INTERRUPTED } from '../../src/scenario/outcome.ts';
import { matrixResult, mixedResult } from './results.ts';

/** The page without the programs that a browser runs. */
const page = (result: Result): string =>
  renderHtml(result, { chartScript: '', chartStyle: '', pageScript: '' });

const headings = (html: string) => [...html.matchAll(/<h2>([^<]*)/g)].map(([, heading]) => heading?.trim());

/** The cells of the first table. */
function firstTable(html: string): readonly (readonly string[])[] {
  const [table = ''] = /<table>.*?<\/table>/s.exec(html) ?? [];
  return [...table.matchAll(/<tr>(.*)/g)].map(([, row = '']) =>
    row
      .split(/<t[hd][^>]*>/)
      .slice(1)
      .map((cell) => cell.replace(/<\/.*/, '')),
  );
}

describe('the page', () => {
  it('opens with what failed: whom it is about, what was expected, what was seen, and what that is told from', () => {
    const html = page(mixedResult());
    expect(headings(html)).toEqual(['What failed', 'lab']);
    const [head, catchment, outage, ...rest] = firstTable(html);
    expect(head).toEqual(['Where', 'Client', 'Figure', 'Expected', 'Seen', 'Evidence']);
    expect(catchment).toEqual(['catchment', 'c2 IPv4', 'catchment', 'fra', 'nyc', 'ns1.nyc']);
    expect(outage).toEqual([
      ...['lose-fra, step 1: withdraw fra', 'c1 IPv4', 'outage', '&lt; 20ms', '30 ms'],
      'c1 was answered by fra, then nyc; its gap: &lt;b&gt;2&lt;/b&gt; queries from 0.1 ms on',
    ]);
    expect(rest).toHaveLength(1);
    const opening = html.slice(0, html.indexOf('<h2>lab'));
    expect(opening).toContain('too-busy is invalid: c1 sent 9 of 40 queries');
    expect(opening).toContain('the engine &lt;hung&gt; &amp; was | left');
  });

  it('opens with the heat map where nothing was expected, and names the lab where there are several', () => {
    expect(headings(page(matrixResult()))[0]).toBe('Outage by fault and timers');
    const [broken, ...others] = matrixResult().labs.map((lab) => ({ ...lab, problem: 'the engine is gone' }));
    const html = page({ labs: broken === undefined ? [] : [broken, ...others] });
    expect(headings(html).slice(0, 2)).toEqual(['What has no result', 'Outage by fault and timers']);
    expect(html.includes('<p class=trouble>lab, 1/3 s: the engine is gone</p>')).toBe(true);
  });

  it('says of a run that the user stopped that it was interrupted', () => {
    const [lab] = mixedResult().labs;
    const [scenario] = lab?.scenarios ?? [];
    if (lab === undefined || scenario === undefined) throw new Error('there is no scenario');
    const stopped = { ...scenario, checks: [], problem: INTERRUPTED };
    const html = page({ labs: [{ ...lab, interrupted: true, scenarios: [stopped] }] });
    expect(html.includes('lose-fra <span class="verdict interrupted">interrupted</span>')).toBe(true);
  });
});

describe('JUnit', () => {
  it('names all runs of a scenario alike', () => {
    const names = [...renderJunit(matrixResult()).matchAll(/<testsuite name="([^"]*)"/g)].map(
      ([, name]) => name,
    );
    expect(names.slice(1, 4)).toEqual([1, 2, 3].map((run) => `lab, 1/3 s: withdraw, run ${run}`));
    expect(renderJunit(mixedResult())).toContain('<testsuite name="lab: lose-fra"');
  });
});
