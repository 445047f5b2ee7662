import { createHash } from 'node:crypto';
import type { LabPlan } from './lab-plan.ts';

/**
 * What tells two plans apart, in 12 hex digits. Taken over the plan, not the YAML: a comment or the order of
 * keys does not make another lab.
 */
export function hashPlan(plan: LabPlan): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 12);
}
