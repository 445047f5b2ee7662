/** The lines that a topology gives to FRR, checked by FRR itself before its daemons start. */
import type { Engine } from '../engine/connect.ts';
import { runProgram } from '../engine/exec.ts';
import type { LabPlan, NodePlan, RouterPlan } from '../plan/lab-plan.ts';
import { isRouter } from '../plan/roles.ts';
import { linesBeforeOwn, renderFrrConf } from '../render/frr-conf.ts';
import type { Diagnostic } from '../topology/diagnostic.ts';
import { placesOfFrrLines } from '../topology/frr-lines.ts';
import { withoutPassword } from '../topology/hidden-password.ts';
import { formatDiagnostic } from '../topology/messages.ts';
import { inParallel } from './in-parallel.ts';
import { LabError } from './lab-error.ts';

/** How many routers at once. */
const WIDTH = 4;

/** A router's container that has its files, and no daemon yet. */
export interface WrittenRouter {
  readonly plan: NodePlan;
  readonly container: string;
}

/** What the lab is made from. */
export interface TopologySource {
  /** The path that mistakes are reported with. */
  readonly file: string;
  /** The YAML. */
  readonly source: string;
}

/**
 * Lets bgpd read the configuration of every router that has lines of the topology, as it will when it starts.
 * @throws LabError `usage` with the place in the topology of each line that it does not take
 */
export async function checkFrrLines(
  engine: Engine,
  plan: LabPlan,
  written: readonly WrittenRouter[],
  from: TopologySource,
): Promise<void> {
  const routers = written.flatMap(({ plan: router, container }) =>
    isRouter(router) && router.frr !== undefined ? [{ router, frr: router.frr, container }] : [],
  );
  const found = await inParallel(routers, WIDTH, async ({ router, frr, container }) => {
    const dryRun = ['/usr/lib/frr/bgpd', '--dryrun', '--config_file', '/etc/frr/frr.conf'];
    const { stderr } = await runProgram(engine, container, router.name, dryRun);
    return mistakesIn(plan, router, frr, stderr, from);
  });
  const lines = found.flat().map(formatDiagnostic);
  if (lines.length === 0) return;
  throw new LabError(
    'usage',
    lines.length === 1 ? lines.join() : ['the topology has mistakes:', ...lines].join('\n'),
  );
}

function mistakesIn(
  plan: LabPlan,
  router: RouterPlan,
  frr: readonly string[],
  said: string,
  { file, source }: TopologySource,
): readonly Diagnostic[] {
  const before = linesBeforeOwn(renderFrrConf(plan, router));
  const places = placesOfFrrLines(source, file, router.name);
  return parseComplaints(said).flatMap(({ line, reason }): readonly Diagnostic[] => {
    // What they have led to in a line of ours after them is put down to the last of them.
    const index = Math.min(line - before, frr.length) - 1;
    // It is in reports, too, where a test comes to that.
    const args = { router: router.name, line: withoutPassword(frr[index]?.trim() ?? ''), reason };
    return index < 0 ? [] : [{ code: 'frr-line', args, location: places[index] ?? { file } }];
  });
}

interface Complaint {
  /** Of the configuration, from 1. */
  readonly line: number;
  readonly reason: string;
}

/**
 * What bgpd complained of while it read its configuration: `No such command on config line 12: neighbour`, and before all of
 * these what the commands themselves printed, without a line. Where only one failed, that is why.
 */
export function parseComplaints(said: string): readonly Complaint[] {
  const lines = said.split('\n');
  const complaints = lines.flatMap((text): readonly Complaint[] => {
    const [, what, line] = /(?:\] |: |^)([A-Z][A-Za-z ]+) on config line (\d+):/.exec(text) ?? [];
    return what === undefined ? [] : [{ line: Number(line), reason: what }];
  });
  const printed = lines
    .filter((text) => text.startsWith('%'))
    .map((text) => text.replace(/^%+\s*/, '').trim());
  const [only, ...others] = complaints;
  if (only === undefined || others.length > 0 || printed.length === 0) return complaints;
  return [{ ...only, reason: `${only.reason}: ${printed.join('; ')}` }];
}
