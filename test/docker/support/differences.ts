/** Zone transfers as a primary gives them to whoever has the lab's key. */
import type { LabPlan } from '../../../src/plan/lab-plan.ts';
import { primaryOf, unicastAddress } from '../../../src/plan/secondaries.ts';
import { execIn } from './labs.ts';

/** The key as BIND has it, which is how dig reads one, too. */
const KEY = '/etc/anycast-lab/tsig.conf';

/**
 * What the primary answers a BIND server that has a serial of anycast.test, and asks for what is new since then (IXFR, RFC 1995): a record each
 * with its type, of SOA the serial alone.
 */
export async function differenceGiven(
  lab: string,
  plan: LabPlan,
  server: string,
  serial: number,
): Promise<readonly string[]> {
  const primary = primaryOf(plan);
  const address = primary === undefined ? '' : unicastAddress(primary);
  const question = [`@${address}`, 'anycast.test', `IXFR=${serial}`];
  const { stdout } = await execIn(lab, server, 'dig', '-k', KEY, '+noall', '+answer', ...question);
  return stdout
    .split('\n')
    .map((line) => line.split(/\s+/).slice(3))
    .map(([type, ...data]) => (type === 'SOA' ? `SOA ${data[2]}` : [type, ...data].join(' ')));
}
