import { describe, expect, it } from 'vitest';
import { matrixExit, reportMatrix, summarizeMatrix } from '../../src/cli/reporters/matrix-report.ts';
import { FORENSICS, followed, matrixResult, mixedResult } from '../report/results.ts';

describe('the comparison of faults', () => {
  const blind = followed(matrixResult(), {
    ...FORENSICS,
    invalid: [{ reason: 'capture-full', packets: 9 }],
  });

  it('ends with 0 whatever clients lost, and with 3 where forensics do not stand', () => {
    expect(matrixExit(matrixResult().labs)).toBe(0);
    expect(matrixExit(followed(matrixResult(), FORENSICS).labs)).toBe(0);
    expect(matrixExit(blind.labs)).toBe(3);
  });

  it('says why they do not', () => {
    expect(summarizeMatrix(blind.labs).problems).toEqual([
      expect.stringMatching(/^withdraw with 1\/3 s: INVALID: .*the capture was ended after 9 packets/),
    ]);
  });

  it('says which runs were thrown away or do not stand, and why', () => {
    const report = reportMatrix(summarizeMatrix(mixedResult().labs));
    expect(report).toContain(
      'lose-fra with 1/3 s: an invalid run was thrown away and measured again: c1 sent nothing',
    );
    expect(report).toContain('too-busy with 1/3 s: INVALID: c1 sent 9 of 40 queries to dns over IPv4 late');
  });
});
