/** What users behind the resolvers of clients ask. */
import type { LabPlan } from './lab-plan.ts';

/** Where a client's own resolver listens. */
export const RESOLVER_ADDRESS = '127.0.0.1';

/** Stands for a name that nobody has asked for before. */
const NEW_NAME = '*';

/** The zones that users ask for, each once, by name: of each service the one that its clients ask for. */
export function userZones(plan: LabPlan): readonly string[] {
  const services = plan.services.filter(({ role }) => role === undefined);
  return [...new Set(services.map(({ zone }) => zone))].sort();
}

/** The two names that a user asks for in a zone: the same every time, which a cache can answer, and a new one every time. */
export function userNames(zone: string): readonly string[] {
  return [`www.${zone}`, `${NEW_NAME}.${zone}`];
}

/** What a user's queries for a name were for: which zone, and whether a cache could answer them. */
export function userQuestion(name: string): { readonly zone: string; readonly fresh: boolean } {
  return { zone: name.slice(name.indexOf('.') + 1), fresh: name.startsWith(`${NEW_NAME}.`) };
}
