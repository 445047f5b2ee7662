import type { HealthPlan } from '../plan/lab-plan.ts';

/** What an edge's health check reads (images/router/health): the plan's words, as they are. */
export function renderHealthJson(health: HealthPlan): string {
  return `${JSON.stringify(health, null, 2)}\n`;
}
