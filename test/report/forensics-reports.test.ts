import { describe, expect, it } from 'vitest';
import type { KeptForensics } from '../../src/measure/forensics/kept.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import type { Result } from '../../src/report/result.ts';
import { decodeResult, encodeResult } from '../../src/report/result-file.ts';
import { FORENSICS, followed, mixedResult } from './results.ts';

const html = (result: Result): string =>
  renderHtml(result, { chartScript: '', chartStyle: '', pageScript: '' });

/** As the reports see it that are made from a stored result. */
const stored = (forensics: KeptForensics): Result =>
  decodeResult([...encodeResult(followed(mixedResult(), forensics))].join(''));

const UNSOUND: KeptForensics = {
  ...FORENSICS,
  invalid: [
    { reason: 'packets-dropped', dropped: 5, packets: 507 },
    { reason: 'clock-set', shift: -2_000_000 },
  ],
};

describe('forensics in reports', () => {
  it('tell what became of the lost queries of each step', () => {
    const result = stored(FORENSICS);
    const markdown = renderMarkdown(result);
    expect(markdown).toContain('lose-fra, run 1: what became of lost queries');
    expect(markdown).toContain('| c1 | IPv4 | 2 | lost-on-link | t--fra |');
    expect(html(result)).toContain('<tr><th scope=row>c1<td>IPv4<td>2<td>lost-on-link<td>t--fra');
    expect(html(result)).toContain('Queries lost after withdraw fra');
    expect(renderJunit(result)).toMatch(/<testcase name="every lost query is followed"[^>]*\/>/);
  });

  it('say so where that is not to be believed, and do not tell it', () => {
    const result = stored(UNSOUND);
    for (const text of [renderMarkdown(result), html(result)]) {
      expect(text).toMatch(/INVALID: what .* lost queries/);
      expect(text).toContain('5 of 512 packets were not captured');
      expect(text).toContain('the clock was set by 2.00 s');
      expect(text).not.toContain('lost-on-link');
    }
    expect(renderJunit(result)).toMatch(/<testcase name="every lost query is followed"[^>]*>\s*<error/);
  });

  it('say where a step lost nothing, and that what expected nothing was measured, not held', () => {
    const [lab] = followed(mixedResult(), FORENSICS).labs;
    if (lab === undefined) throw new Error('there is no lab');
    const [first] = lab.scenarios;
    const unasserting = {
      ...lab,
      catchment: { entries: [], checks: [] },
      scenarios: first ? [{ ...first, checks: [] }] : [],
    };
    const result = { labs: [unasserting] };
    expect(html(result)).toContain('No query was lost after restore fra.');
    expect(renderMarkdown(result)).toContain('| lose-fra | measured |');
    expect(html(result)).toContain('>measured</span></h2>');
    expect(html(result)).not.toContain('>held</span>');
  });

  it('are left out where they were not asked for', () => {
    for (const text of [renderMarkdown(mixedResult()), html(mixedResult()), renderJunit(mixedResult())])
      expect(text).not.toMatch(/lost quer(y|ies) (is|are) followed|what became of/i);
  });
});
