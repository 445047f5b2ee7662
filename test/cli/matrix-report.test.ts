import { describe, expect, it } from 'vitest';
import { matrixExit, summarizeMatrix } from '../../src/cli/reporters/matrix-report.ts';
import { FORENSICS, followed, matrixResult } from '../report/results.ts';

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
      expect.stringMatching(/^withdraw: INVALID: .*the capture was ended after 9 packets/),
    ]);
  });
});
