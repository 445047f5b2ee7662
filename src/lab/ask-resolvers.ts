/** Whether clients' own resolvers validate what they are answered at the moment. */
import type { Engine } from '../engine/connect.ts';
import { runProgram } from '../engine/exec.ts';
import type { CatchmentEntry } from '../measure/catchment.ts';
import { askResolver, parseResolverAnswer } from '../measure/own-resolver.ts';
import { signedZones } from '../plan/secondaries.ts';
import { RESOLVER_ADDRESS } from '../plan/users.ts';
import { zonesOf } from '../plan/zones.ts';
import { CLIENT_UNBOUND_CONF } from '../render/client-unbound-conf.ts';
import { validates } from '../render/trust-anchors.ts';
import type { Lab } from './find-lab.ts';
import { inParallel } from './in-parallel.ts';
import type { AnswerValidation } from './validate-answers.ts';

/** How many at once: each computes signatures. */
const WIDTH = 4;

/** What the resolver remembers would say what a site answered some time ago. */
const FORGET = `unbound-control -c ${CLIENT_UNBOUND_CONF} flush_zone "$1" >&2; shift; exec "$@"`;

/**
 * Asks the resolver of each client that has one for each signed zone, once it has forgotten that. The site is the one that answers the
 * client itself, or those that do: its resolver's queries take the same way.
 */
export async function askResolvers(
  engine: Engine,
  lab: Lab,
  entries: readonly CatchmentEntry[],
): Promise<readonly AnswerValidation[]> {
  const { plan } = lab;
  const clients = plan.nodes.filter((node) => validates(plan, node)).map(({ name }) => name);
  const asked = clients.flatMap((client) => signedZones(plan).map((zone) => ({ client, zone })));
  return inParallel(asked, WIDTH, async ({ client, zone }) => {
    const services = plan.services.filter((service) => zonesOf(service).some(({ name }) => name === zone));
    const names = new Set(services.map(({ name }) => name));
    const sites = entries
      .filter((entry) => entry.client === client && names.has(entry.service))
      .flatMap(({ site }) => site ?? []);
    const site = [...new Set(sites)].join(' or ');
    return {
      ...{ client, zone, asked: 'own resolver' as const, service: null, family: null },
      site: site === '' ? null : site,
      ...(await ask(engine, lab, client, zone)),
    };
  });
}

async function ask(engine: Engine, lab: Lab, client: string, zone: string) {
  const container = lab.containers.get(client);
  if (!container?.running) return { valid: false, reason: 'the client is not running' };
  const words = ['sh', '-c', FORGET, 'ask', zone, ...askResolver(RESOLVER_ADDRESS, zone)];
  const { stdout } = await runProgram(engine, container.id, client, words);
  return parseResolverAnswer(stdout);
}
