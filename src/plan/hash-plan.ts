import { createHash } from 'node:crypto';
import { withoutPasswords } from './hide-passwords.ts';
import type { LabPlan } from './lab-plan.ts';

/**
 * What tells two plans apart, in 12 hex digits. Taken over the plan, not the YAML: a comment or the order of
 * keys does not make another lab. Passwords are no part of it: whoever has it and the rest of the plan could try them.
 */
export function hashPlan(plan: LabPlan): string {
  return createHash('sha256')
    .update(JSON.stringify(withoutPasswords(plan)))
    .digest('hex')
    .slice(0, 12);
}
