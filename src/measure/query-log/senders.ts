/** Who sent a query, and what for, by its source address and its question. */
import { TOLD_BELOW } from '../../plan/backend-checks.ts';
import type { LabPlan, NodePlan } from '../../plan/lab-plan.ts';
import { nodesByAddress } from '../../plan/node-addresses.ts';
import { isClient, isRouter } from '../../plan/roles.ts';
import { type AddressKey, addressKey } from '../forensics/packets.ts';
import type { Question } from './question.ts';

/**
 * `check`: a health check, of a site's router or its balancer, or what the one tells the other; `transfer`: between the primary and servers, which keep zones up to date
 * by it; `resolver`: a site's resolver, which asks on behalf of others; `other`: another node of the lab; `unknown`: no node has the address.
 */
export type SenderRole = 'client' | 'resolver' | 'check' | 'transfer' | 'other' | 'unknown';

export interface Sender {
  readonly node: string | null;
  readonly role: SenderRole;
}

/** Tells who sent a query that asks something and says that it comes from an address. */
export function sendersOf(plan: LabPlan): (address: AddressKey, question: Question) => Sender {
  const nodes = new Map(plan.nodes.map((node) => [node.name, node]));
  const byAddress = new Map(
    [...nodesByAddress(plan)].map(([address, name]) => [addressKey(address), nodes.get(name)]),
  );
  return (address, question) => {
    const node = byAddress.get(address);
    return node === undefined
      ? { node: null, role: 'unknown' }
      : { node: node.name, role: roleOf(node, question) };
  };
}

const NOTIFY = 4;

function roleOf(node: NodePlan, question: Question): SenderRole {
  if (isClient(node)) return 'client';
  if (isCheck(node, question)) return 'check';
  if (node.role === 'server' && node.kind === 'unbound') return 'resolver';
  const keepsZones = node.role === 'primary' || node.role === 'server';
  return keepsZones && (question.opcode === NOTIFY || ['SOA', 'IXFR', 'AXFR'].includes(question.type))
    ? 'transfer'
    : 'other';
}

function isCheck(node: NodePlan, { name, type }: Question): boolean {
  if (node.role === 'balancer') return node.check.name.toLowerCase() === name && node.check.type === type;
  if (!isRouter(node) || node.health === null) return false;
  const { checks, maxStale, balancer } = node.health;
  if (balancer !== undefined && name.endsWith(`.${TOLD_BELOW}`)) return true;
  const isAsked = type === (node.health.type ?? 'SOA');
  // Where zones are to be confirmed, whatever is asked for.
  const isSerial = maxStale !== undefined && type === 'SOA';
  return checks.some(
    (check) =>
      (isAsked && (check.name ?? check.zone).toLowerCase() === name) ||
      (isSerial && check.zone.toLowerCase() === name),
  );
}
