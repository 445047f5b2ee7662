import { describe, expect, it } from 'vitest';
import { parseComplaints } from '../../src/lab/check-frr-lines.ts';

describe('parseComplaints', () => {
  it('finds the line of each command that failed, and why where only one did', () => {
    const said = [
      '% Specify remote-as or peer-group commands first',
      '2026/11/21 18:20:01 BGP: [VTVCM-Y2NW3] Configuration Read in Took: 00:00:00',
      '2026/11/21 18:20:01 BGP: [QTWB5-Z8VG6][EC 100663304] Command returned Warning Config Failed on config line 73:  neighbor 10.9.9.9 shutdown',
      '',
    ];
    expect(parseComplaints(said.join('\n'))).toEqual([
      {
        line: 73,
        reason: 'Command returned Warning Config Failed: Specify remote-as or peer-group commands first',
      },
    ]);
  });

  it('leaves reasons out where they could be of another line', () => {
    const said = [
      '% Specify remote-as or peer-group commands first',
      '2026/11/21 18:20:01 BGP: [QTWB5-Z8VG6][EC 100663304] Command returned Warning Config Failed on config line 73:  neighbor 10.9.9.9 shutdown',
      '2026/11/21 18:20:01 BGP: [QTWB5-Z8VG6][EC 100663304] No such command on config line 74: neighbour',
    ];
    expect(parseComplaints(said.join('\n'))).toEqual([
      { line: 73, reason: 'Command returned Warning Config Failed' },
      { line: 74, reason: 'No such command' },
    ]);
  });

  it('finds nothing in silence', () => {
    expect(parseComplaints('')).toEqual([]);
  });
});
