/** What dnsperf counted by itself. */

export interface DnsperfTotals {
  readonly sent: number;
  /** Answered within its timeout. */
  readonly completed: number;
  readonly lost: number;
}

/**
 * Reads dnsperf's report (2.14).
 * @throws Error where it is none
 */
export function parseDnsperf(report: string): DnsperfTotals {
  const count = (what: string): number => {
    const number = new RegExp(`^ *Queries ${what}: +(\\d+)`, 'm').exec(report)?.[1];
    if (number === undefined) throw new Error(`dnsperf reported no queries ${what}: ${report.slice(0, 200)}`);
    return Number(number);
  };
  return { sent: count('sent'), completed: count('completed'), lost: count('lost') };
}
