/** A name resolved step by step from the lab's root, as an iterative resolver would, at a client. */
import type { Engine } from '../engine/connect.ts';
import { runProgram } from '../engine/exec.ts';
import { type DigQuery, digArguments, parseDig, parseDigSections } from '../measure/dig.ts';
import { type IterationStep, readIteration, type ServerAddress } from '../measure/iteration.ts';
import { siteOfServer } from '../plan/roles.ts';
import { ROOT_SERVER } from '../render/parent-zones.ts';
import type { Family } from '../topology/topology.ts';
import { findClient } from './find-client.ts';
import { openLab } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { runningContainer } from './running-container.ts';
import { impossibleQuestion } from './trace-question.ts';

/** More are a circle. */
const MOST_STEPS = 32;

export interface TraceOptions {
  readonly lab: string | undefined;
  readonly client: string;
  /** With or without the final dot. */
  readonly name: string;
  /** `A`, `TXT` ... */
  readonly type: string;
  /** Over which servers are asked. */
  readonly family: Family;
}

/** One query, and what came of it. */
export interface TraceStep {
  readonly name: string;
  /** The server was asked as one of this zone's. */
  readonly zone: string;
  /** Its name in the delegation, and the address that was asked. */
  readonly asked: ServerAddress;
  /** The server that answered, by NSID, and its site; null: none, or one that does not say. */
  readonly server: string | null;
  readonly site: string | null;
  /** µs. */
  readonly rtt: number | null;
  readonly outcome: IterationStep | { readonly kind: 'unanswered'; readonly reason: string };
}

export interface TraceResult {
  readonly lab: string;
  readonly client: string;
  readonly name: string;
  readonly type: string;
  readonly family: Family;
  readonly steps: readonly TraceStep[];
  /** Whether there was an answer in the end, be it that there is nothing of this name or type. */
  readonly answered: boolean;
}

/**
 * Asks the root, and then whom each answer refers to; where a server does not answer, or is of no use, the next one of its zone.
 * @throws LabError `usage` where the lab has no root or no such client, or nobody can ask for this name or type; `not-running` where that does not run
 */
export async function trace(engine: Engine, options: TraceOptions): Promise<TraceResult> {
  const impossible = impossibleQuestion(options.name, options.type);
  if (impossible !== undefined) throw new LabError('usage', impossible.why, impossible.hint);
  const lab = await openLab(engine, options.lab);
  const client = findClient(lab.plan, options.client);
  const container = runningContainer(lab, client.name);
  const root = lab.plan.services.find(({ role }) => role === 'root');
  const hints = (root?.prefixes ?? [])
    .filter(({ family }) => family === options.family)
    .map(({ address }): ServerAddress => ({ name: bare(ROOT_SERVER), address }));
  if (hints.length === 0) {
    const missing = root === undefined ? 'no root' : `no root over IPv${options.family}`;
    throw new LabError(
      'usage',
      `the lab ${lab.name} has ${missing}`,
      'A topology with internet-dns: true has.',
    );
  }

  const sites = siteOfServer(lab.plan);
  const { type, family } = options;
  const steps: TraceStep[] = [];
  let name = bare(options.name);
  let zone = '.';
  let servers: readonly ServerAddress[] = hints;
  let answered = false;
  while (servers.length > 0 && steps.length < MOST_STEPS) {
    const [asked, ...others] = servers as readonly [ServerAddress, ...ServerAddress[]];
    const query: DigQuery = {
      address: asked.address,
      name: `${name}.`.replace(/^\.\.$/, '.'),
      type,
      class: 'IN',
    };
    const dig = await runProgram(engine, container, client.name, [
      ...['dig', '+norecurse'],
      ...digArguments([query]),
    ]);
    const [reply] = parseDig(dig.stdout, [query]);
    const [sections] = parseDigSections(dig.stdout);
    const step = { name, zone, asked };
    if (!reply?.answered || sections === undefined) {
      const reason = reply?.answered === false ? reply.reason : 'dig said nothing';
      steps.push({ ...step, server: null, site: null, rtt: null, outcome: { kind: 'unanswered', reason } });
      servers = others;
      continue;
    }
    const outcome = readIteration(reply.rcode, sections, { name, type, zone, family });
    const { server, rtt } = reply;
    steps.push({ ...step, server, site: server === null ? null : (sites.get(server) ?? null), rtt, outcome });
    switch (outcome.kind) {
      case 'referral':
        [zone, servers] = [outcome.zone, outcome.servers];
        break;
      case 'alias':
        [name, zone, servers] = [outcome.target, '.', hints];
        break;
      case 'useless':
        servers = others;
        break;
      default:
        servers = [];
        answered = true;
    }
  }
  return { lab: lab.name, client: client.name, name: bare(options.name), type, family, steps, answered };
}

function bare(name: string): string {
  return name === '.' ? name : name.replace(/\.$/, '').toLowerCase();
}
