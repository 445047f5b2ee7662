/** Whether what each site answers its clients validates from the lab's own trust anchors. */
import type { Engine } from '../engine/connect.ts';
import { runProgram } from '../engine/exec.ts';
import type { CatchmentEntry } from '../measure/catchment.ts';
import { anchorsFile, delvArguments, parseDelv, type Validated } from '../measure/delv.ts';
import { zonesOf } from '../plan/zones.ts';
import type { Family } from '../topology/topology.ts';
import { askResolvers } from './ask-resolvers.ts';
import type { Lab } from './find-lab.ts';
import { inParallel } from './in-parallel.ts';
import { LabError } from './lab-error.ts';
import { type TrustAnchor, trustAnchors } from './trust-anchors.ts';

export interface AnswerValidation extends Validated {
  readonly client: string;
  /** What was asked: the service, and delv validated the answer; or the client's own resolver, which validates by itself. */
  readonly asked: 'service' | 'own resolver';
  /** Null, like the IP version: the resolver chose. */
  readonly service: string | null;
  readonly family: Family | null;
  /** Which site answered; null: none. */
  readonly site: string | null;
  readonly zone: string;
}

/** How many at once: each computes signatures. */
const WIDTH = 4;

/** Where a client has the trust anchors for that moment. */
const FILE = '/tmp/trust-anchors';

/**
 * Validates the SOA of every zone of each signed service at each of its addresses, from every client; and asks the clients' own resolvers.
 * @throws LabError `usage` where no service is signed
 */
export async function validateAnswers(
  engine: Engine,
  lab: Lab,
  entries: readonly CatchmentEntry[],
): Promise<readonly AnswerValidation[]> {
  const signed = new Map(lab.plan.services.flatMap((each) => (each.dnssec ? [[each.name, each]] : [])));
  if (signed.size === 0) {
    throw new LabError(
      'usage',
      `no service of ${lab.name} is signed`,
      'Write dnssec: true at one, and a primary.',
    );
  }
  const anchors = await trustAnchors(engine, lab);
  const asked = entries.flatMap(({ client, service, family, site }) => {
    const of = signed.get(service);
    const address = of?.prefixes.find((prefix) => prefix.family === family)?.address;
    return of === undefined || address === undefined
      ? []
      : zonesOf(of).map(({ name: zone }) => ({ client, service, family, site, zone, address }));
  });
  const byDelv = await inParallel(asked, WIDTH, async ({ address, ...entry }) => ({
    ...entry,
    asked: 'service' as const,
    ...(await validate(engine, lab, entry, { address, anchors })),
  }));
  return [...byDelv, ...(await askResolvers(engine, lab, entries))];
}

async function validate(
  engine: Engine,
  lab: Lab,
  { client, zone }: Pick<AnswerValidation, 'client' | 'zone'>,
  { address, anchors }: { readonly address: string; readonly anchors: readonly TrustAnchor[] },
): Promise<Validated> {
  const container = lab.containers.get(client);
  if (!container?.running) return { valid: false, reason: 'the client is not running' };
  // Written beside it first: another validation of the same client may be reading it, and all write the same.
  const script = `printf '%s' "$1" > ${FILE}.$$ && mv ${FILE}.$$ ${FILE}; shift; delv "$@" 2>&1`;
  const words = ['sh', '-c', script, 'delv', anchorsFile(anchors), ...delvArguments(FILE, zone, address)];
  const { stdout } = await runProgram(engine, container.id, client, words);
  return parseDelv(stdout);
}
