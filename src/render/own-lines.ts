/** The lines of FRR that a router is given in the topology, dealt out to the daemons that they are for. Pure. */
import type { RouterPlan } from '../plan/lab-plan.ts';
import { COMMANDS, INTERFACE_COMMANDS, type RoutingDaemon, routeMapDaemons } from './frr-commands.ts';

/** A line for one daemon. */
export interface OwnLine {
  readonly text: string;
  /** Which of the router's lines it is, from 0. */
  readonly index: number;
}

/** The line after which those of the topology stand. */
const MARK = '! Lines of the topology:';

/** What ends a daemon's configuration, or nearly: a router's own lines for it. Empty where it has none. */
export function ownSection({ frr = [] }: RouterPlan, daemon: RoutingDaemon): readonly string[] {
  const own = dealOut(frr).get(daemon) ?? [];
  return own.length === 0 ? [] : [MARK, ...own.map(({ text }) => text), '!'];
}

/** How many lines of a configuration come before those of the topology. */
export function linesBeforeOwn(configuration: string): number {
  return configuration.split('\n').lastIndexOf(MARK) + 1;
}

/** A command at the top level, with all that stands below it. */
interface Block {
  readonly head: OwnLine;
  readonly below: OwnLine[];
}

/** Leaves whatever block is open, as every command of the top level does; all daemons know it, and it is in their files anyhow. */
const TO_THE_TOP = 'log timestamp precision 6';

/** What says nothing to anybody, or the end of a block. */
const NEUTRAL = /^(?:\s*|\s*[!#].*|\s*(?:exit|quit)\s*)$/;

/**
 * Deals lines out as vtysh does with a `frr.conf` of all daemons. A block goes to whom its first line is for. Below `interface` and
 * `route-map` each line goes to those that know it, and the first line with it. Lists and route-maps go to bgpd, and to whoever has lines
 * besides that could use them. A line of the top level that nobody is known for goes where the one before it went; the first to bgpd.
 * @returns in the order of the lines; no daemon without any
 */
export function dealOut(lines: readonly string[]): ReadonlyMap<RoutingDaemon, readonly OwnLine[]> {
  const blocks = blocksOf(lines);
  // All sessions are bgpd's, with our policies, which lines may refer to or change.
  const users = new Set<RoutingDaemon>(['bgpd', ...blocks.flatMap(usersOf)]);
  // Zebra's route-maps are those that mgmtd tells it of.
  if (users.has('zebra')) users.add('mgmtd');
  const dealt = new Map<RoutingDaemon, OwnLine[]>();
  const last = new Map<RoutingDaemon, Block>();
  for (const [at, block] of blocks.entries()) {
    for (const [daemon, below] of receivers(block, users)) {
      const before = last.get(daemon);
      const apart = before !== undefined && before !== blocks[at - 1];
      const own = dealt.get(daemon) ?? [];
      // Another daemon's block stood between: what this one had open would take the line for its own.
      own.push(...(apart ? [{ ...block.head, text: TO_THE_TOP }] : []), block.head, ...below);
      dealt.set(daemon, own);
      last.set(daemon, block);
    }
  }
  return dealt;
}

function blocksOf(lines: readonly string[]): readonly Block[] {
  const blocks: Block[] = [];
  for (const [index, text] of lines.entries()) {
    const line = { text, index };
    const open = blocks.at(-1);
    if (open === undefined || commandOf(text) !== undefined) blocks.push({ head: line, below: [] });
    else open.below.push(line);
  }
  return blocks;
}

/** The command of the top level that a line begins with. */
function commandOf(text: string): (typeof COMMANDS)[number] | undefined {
  const command = text.replace(/^no /, '');
  return COMMANDS.find(({ begins }) => begins.test(command));
}

/** Those that a block is for by itself, and that so may use what is for several. */
function usersOf({ head, below }: Block): readonly RoutingDaemon[] {
  const command = commandOf(head.text);
  if (command === undefined) return [];
  if (command.below === 'interface') return below.filter(isMeant).map(interfaceDaemon);
  return command.shared ? [] : command.daemons;
}

function receivers(
  { head, below }: Block,
  users: ReadonlySet<RoutingDaemon>,
): readonly (readonly [RoutingDaemon, readonly OwnLine[]])[] {
  const { daemons, shared = false, below: kind } = commandOf(head.text) ?? { daemons: ['bgpd'] as const };
  const using = daemons.filter((daemon) => users.has(daemon));
  const taking = shared ? (using.length > 0 ? using : daemons.slice(0, 1)) : daemons;
  const [first] = daemons;
  const only = (goes: (daemon: RoutingDaemon, line: OwnLine) => boolean) =>
    taking.map((daemon) => [daemon, below.filter((line) => !isMeant(line) || goes(daemon, line))] as const);
  if (kind === 'route-map') {
    return only((daemon, { text }) => {
      const known = routeMapDaemons(text.trim()).filter((each) => taking.includes(each));
      return known.length === 0 ? daemon === first : known.includes(daemon);
    });
  }
  if (kind === 'interface') {
    const meant = only((daemon, line) => interfaceDaemon(line) === daemon);
    const some = meant.filter(([, lines]) => lines.some(isMeant));
    return some.length > 0 ? some : meant.slice(0, 1);
  }
  return taking.map((daemon) => [daemon, below]);
}

function isMeant({ text }: OwnLine): boolean {
  return !NEUTRAL.test(text);
}

function interfaceDaemon({ text }: OwnLine): RoutingDaemon {
  const command = text.trim().replace(/^no /, '');
  return INTERFACE_COMMANDS.find(({ begins }) => begins.test(command))?.daemon ?? 'mgmtd';
}
