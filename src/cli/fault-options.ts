/** The options of commands that apply a fault, and what they mean together. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { FAULTS } from '../faults/catalogue.ts';
import { meantOrAll } from '../topology/names.ts';
import { FAULT_KINDS, type FaultKind, type FaultSpec } from '../topology/topology.ts';
import { numberBetween } from './numbers.ts';

export interface FaultFlags {
  readonly carrier?: 'stays' | 'lost';
  readonly direction?: 'both' | 'from' | 'to';
  readonly deadline?: number;
  readonly flap?: Exclude<FaultKind, 'flap'>;
  readonly every?: number;
  readonly times?: number;
}

/** Which kind each option belongs to. */
const BELONGS: Readonly<Record<keyof FaultFlags, FaultKind>> = {
  carrier: 'site-crash',
  direction: 'blackhole',
  deadline: 'drain',
  flap: 'flap',
  every: 'flap',
  times: 'flap',
};

/** Adds the options that some kinds of fault know. */
export function withFaultOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--carrier <what>', 'site-crash: what the neighbours see of it').choices(['stays', 'lost']),
    )
    .addOption(
      new Option('--direction <way>', 'blackhole: which frames are dropped, seen from the site').choices([
        'both',
        'from',
        'to',
      ]),
    )
    .option(
      '--deadline <s>',
      'drain: the longest that is waited for the last query (default: 10)',
      numberBetween(0, 3600),
    )
    .addOption(
      new Option('--flap <kind>', 'flap: the fault that is applied and undone (default: withdraw)').choices(
        FAULT_KINDS.filter((kind) => kind !== 'flap'),
      ),
    )
    .option('--every <s>', 'flap: from one application to the next (default: 4)', numberBetween(0.2, 3600))
    .option('--times <n>', 'flap: how often (default: 3)', numberBetween(1, 1000));
}

/** Parses the name of a fault. */
export function faultKind(text: string): FaultKind {
  const kind = FAULT_KINDS.find((known) => known === text);
  if (kind === undefined) throw new InvalidArgumentError(meantOrAll(text, FAULT_KINDS, 'Kinds'));
  return kind;
}

/**
 * The fault that a command line asks for.
 * @throws InvalidArgumentError where it has an option that this kind does not know
 */
export function faultSpec(command: Command, kind: FaultKind, target: string, flags: FaultFlags): FaultSpec {
  const names = (Object.keys(BELONGS) as (keyof FaultFlags)[]).filter((name) => flags[name] !== undefined);
  const stray = names.find((name) => BELONGS[name] !== kind);
  if (stray !== undefined) {
    command.error(`error: --${stray} is for ${BELONGS[stray]}, and this is ${kind}`, { exitCode: 2 });
  }
  return { kind, target, ...Object.fromEntries(names.map((name) => [name, flags[name]])) };
}

/** The catalogue, for help texts. */
export function describeFaults(): string {
  const rows = FAULT_KINDS.map((kind) => `  ${kind.padEnd(13)} ${FAULTS[kind].summary}`);
  return `\nKinds of fault:\n${rows.join('\n')}`;
}
