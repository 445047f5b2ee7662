import { Command, InvalidArgumentError } from 'commander';
import { MAX_PREPEND } from '../../topology/policy-bounds.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { reportPlaybook } from '../reporters/playbook-report.ts';

const EXAMPLE = `
Example:
  $ anycast-lab playbook fra,nyc --prepend 0..3      sixteen combinations, and the load of each site for each

Exit code 1: not every client is where it was after everything was put back.`;

interface Flags {
  readonly lab?: string;
  readonly prepend: readonly number[];
  readonly json?: boolean;
}

export function playbookCommand(context: Context): Command {
  return new Command('playbook')
    .description(
      'try every combination of prepending at some sites of a running lab, and show the load of each site',
    )
    .argument('<sites>', 'the sites, with commas between', siteList)
    .option(
      '--prepend <range>',
      'how often more each ASN is put before the path: 0..3, or 0,2',
      prependRange,
      [0, 1, 2, 3],
    )
    .option('--lab <lab>', 'the lab (default: the only one)')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLE)
    .action(async (sites: readonly string[], flags: Flags) => {
      // It parses dig's YAML, with libraries that the other commands need not wait for.
      const { playbook } = await import('../../lab/playbook.ts');
      const signal = context.signal();
      const engine = await context.connect();
      const { lab, prepend } = flags;
      const result = await context.withProgress((onProgress) =>
        playbook(engine, { lab, sites, prepend, signal, onProgress }),
      );
      if (result.astray.length > 0) context.exit(EXIT.expectationFailed);
      context.print(result, flags.json, reportPlaybook);
    });
}

function siteList(text: string): readonly string[] {
  const sites = text.split(',').map((site) => site.trim());
  const twice = sites.find((site, index) => sites.indexOf(site) !== index);
  if (twice !== undefined) throw new InvalidArgumentError(`It names ${twice} twice.`);
  if (sites.includes('')) throw new InvalidArgumentError('It takes names of sites, with commas between.');
  return sites;
}

/** `0..3`, `0,2` or both: whole numbers from 0 on, each once. */
function prependRange(text: string): readonly number[] {
  const numbers = text.split(',').flatMap((part) => {
    const [, first = '', last = first] = /^\s*(\d{1,2})(?:\.\.(\d{1,2}))?\s*$/.exec(part) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (first === '' || to < from || to > MAX_PREPEND) {
      throw new InvalidArgumentError(
        `It takes a range such as 0..3, or numbers with commas between, up to ${MAX_PREPEND}.`,
      );
    }
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}
