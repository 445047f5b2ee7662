/** Which client sends how much of a load to which address. Pure. */
import { LOAD_LIMITS, type LoadShare, shareLoad } from '../measure/load-run/load-plan.ts';
import { isClient } from '../plan/roles.ts';
import { meantOrAll } from '../topology/names.ts';
import type { Lab } from './find-lab.ts';
import { LabError } from './lab-error.ts';

/** What each client that is not part of an attack asks of each address, in queries a second: enough to see it hurt. */
const BYSTANDER_RATE = 10;

/** A load as it is asked for. */
export interface LoadAsked {
  /** Of all clients together. */
  readonly qps: number;
  readonly seconds: number;
  /** Absent: all clients send the load. Otherwise the others are bystanders, with a few queries a second each. */
  readonly clients: readonly string[] | undefined;
  /** By client; 1 for those that are not in it. */
  readonly weights: ReadonlyMap<string, number>;
}

/** In queries a second, by client and address. */
export interface Shares {
  readonly load: readonly LoadShare[];
  readonly bystanders: readonly LoadShare[];
}

/**
 * Shares a load out among a lab's clients.
 * @throws LabError `usage` where it is too much or too little, or the name of a client is unknown
 */
export function sharesOf(
  { name, plan }: Pick<Lab, 'name' | 'plan'>,
  options: LoadAsked,
  addresses: readonly string[],
): Shares {
  const { qps, seconds, weights } = options;
  const all = plan.nodes.filter(isClient).map((client) => client.name);
  if (all.length === 0) throw new LabError('usage', `the lab ${name} has no clients to send a load from`);
  const known = (client: string): void => {
    if (all.includes(client)) return;
    const hint = meantOrAll(client, all, 'Its clients');
    throw new LabError('usage', `the lab ${name} has no client called ${client}`, hint);
  };
  options.clients?.forEach(known);
  const senders = all.filter((client) => options.clients?.includes(client) ?? true);
  for (const client of weights.keys()) {
    known(client);
    if (senders.includes(client)) continue;
    throw new LabError('usage', `${client} has a weight, and is not among --clients`, 'Add it there.');
  }
  if (qps * seconds > LOAD_LIMITS.queries) {
    const most = Math.floor(LOAD_LIMITS.queries / qps);
    throw new LabError(
      'usage',
      `${qps} queries a second for ${seconds} s are more than the ${LOAD_LIMITS.queries} that one load may have`,
      `Write --for ${most}, or fewer --qps.`,
    );
  }
  const load = shareLoad(qps, new Map(senders.map((each) => [each, weights.get(each) ?? 1])), addresses);
  if (load.some((share) => share.qps === 0)) {
    throw new LabError(
      'usage',
      `${qps} queries a second are too few for ${senders.length} clients and ${addresses.length} addresses with these weights`,
      weights.size === 0
        ? `Write at least --qps ${load.length}, or fewer --clients, or one --family.`
        : 'Write more --qps, or weights that differ less, or fewer --clients, or one --family.',
    );
  }
  const bystanders = all
    .filter((client) => !senders.includes(client))
    .flatMap((client) => addresses.map((address) => ({ client, address, qps: BYSTANDER_RATE })));
  return { load, bystanders };
}
