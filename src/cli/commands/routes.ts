import { Command } from 'commander';
import { routes } from '../../lab/routes.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { reportRoutes } from '../reporters/routes-report.ts';

export function routesCommand(context: Context): Command {
  return new Command('routes')
    .description("show a router's BGP table beside the routes of its kernel, and why each path was chosen")
    .argument('<node>', 'a router, or the site whose edge is meant')
    .argument('[prefix]', 'only this one, such as 192.0.2.0/24')
    .option('--lab <lab>', 'the lab (default: the only one)')
    .option('--json', 'print JSON')
    .action(async (node: string, prefix: string | undefined, flags: { lab?: string; json?: boolean }) => {
      const result = await routes(await context.connect(), flags.lab, node, prefix);
      if (!result.agrees) context.exit(EXIT.environment);
      context.print(result, flags.json, reportRoutes);
    });
}
