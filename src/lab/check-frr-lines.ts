/** The lines that a topology gives to FRR, checked by FRR itself before its daemons start. */
import type { Engine } from '../engine/connect.ts';
import { runProgram } from '../engine/exec.ts';
import type { LabPlan, NodePlan, RouterPlan } from '../plan/lab-plan.ts';
import { isRouter } from '../plan/roles.ts';
import type { RoutingDaemon } from '../render/frr-commands.ts';
import { dealOut, linesBeforeOwn, type OwnLine } from '../render/own-lines.ts';
import { routerConfigurations } from '../render/router-configurations.ts';
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
 * Lets each daemon for which a router has lines of the topology read its configuration, as it will when it starts.
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
    const dealt = dealOut(frr);
    const refused: Refused[] = [];
    for (const { daemon, path, content } of routerConfigurations(plan, router)) {
      const own = dealt.get(daemon);
      if (own === undefined) continue;
      const { stderr, exitCode } = await runProgram(engine, container, router.name, reading(daemon, path));
      const complaints = refusedOf(own, linesBeforeOwn(content), stderr, daemon);
      if (exitCode !== 0 && complaints.length === 0) throw unread(router.name, daemon, stderr);
      refused.push(...complaints);
    }
    return mistakesIn(router, frr, refused, from);
  });
  const lines = found.flat().map(formatDiagnostic);
  if (lines.length === 0) return;
  throw new LabError(
    'usage',
    lines.length === 1 ? lines.join() : ['the topology has mistakes:', ...lines].join('\n'),
  );
}

/** A line of the topology that a daemon does not take. */
interface Refused {
  readonly daemon: RoutingDaemon;
  /** Of the router's lines, from 0. */
  readonly index: number;
  readonly reason: string;
}

function unread(router: string, daemon: RoutingDaemon, said: string): LabError {
  const last = said.trim().split('\n').at(-1) ?? '';
  return new LabError(
    'not-ready',
    `${daemon} of ${router} did not read its configuration: ${last || 'no word'}`,
  );
}

/** mgmtd has no dry run: images/router/check-mgmtd lets it read, and ends it. */
function reading(daemon: RoutingDaemon, path: string): readonly string[] {
  return daemon === 'mgmtd' ? ['check-mgmtd'] : [`/usr/lib/frr/${daemon}`, '--dryrun', '--config_file', path];
}

/** @param before how many lines come before those of the topology in what the daemon read */
function refusedOf(
  own: readonly OwnLine[],
  before: number,
  said: string,
  daemon: RoutingDaemon,
): readonly Refused[] {
  return parseComplaints(said).flatMap(({ line, reason }) => {
    // What they have led to in a line of ours after them is put down to the last of them.
    const index = line > before ? (own[line - before - 1] ?? own.at(-1))?.index : undefined;
    return index === undefined ? [] : [{ daemon, index, reason }];
  });
}

function mistakesIn(
  router: RouterPlan,
  frr: readonly string[],
  refused: readonly Refused[],
  { file, source }: TopologySource,
): readonly Diagnostic[] {
  const places = placesOfFrrLines(source, file, router.name);
  // A line that several do not take is one mistake.
  const once = refused.filter(({ index }, at) => refused.findIndex((each) => each.index === index) === at);
  return once
    .toSorted((a, b) => a.index - b.index)
    .map(({ daemon, index, reason }) => {
      // It is in reports, too, where a test comes to that.
      const line = withoutPassword(frr[index]?.trim() ?? '');
      const args = { router: router.name, daemon, line, reason };
      return { code: 'frr-line', args, location: places[index] ?? { file } };
    });
}

interface Complaint {
  /** Of the configuration, from 1. */
  readonly line: number;
  readonly reason: string;
}

/**
 * What a daemon complained of while it read its configuration: `No such command on config line 12: neighbour`, and before all of
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
