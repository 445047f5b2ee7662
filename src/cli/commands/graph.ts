import { existsSync } from 'node:fs';
import { Command, Option } from 'commander';
import { type DrawnLab, drawnLab } from '../../lab/drawn-lab.ts';
import { findService } from '../../lab/find-service.ts';
import { LabError } from '../../lab/lab-error.ts';
import type { Answered } from '../../measure/catchment-moves.ts';
import { expectedAnswers } from '../../plan/expected-answers.ts';
import { drawGraph, GRAPH_FORMATS, type GraphFormat, graphOf } from '../../report/graph/draw-graph.ts';
import { NOT_ANSWERED } from '../../topology/scenario.ts';
import { bundledTopologies } from '../bundled.ts';
import type { Context } from '../context.ts';

const EXAMPLES = `
Examples:
  $ anycast-lab graph three-sites | dot -Tpdf > lab.pdf        a topology, with Graphviz; no lab has to run
  $ anycast-lab graph --catchment --format svg > lab.svg       the lab that runs, clients in the colours of their sites
  $ anycast-lab graph my.yaml --catchment --format mermaid     clients where the file expects them`;

interface Flags {
  readonly format: GraphFormat;
  readonly catchment?: boolean;
  readonly service?: string;
}

export function graphCommand(context: Context): Command {
  return new Command('graph')
    .description('draw a topology, or a lab that is up')
    .argument('[what]', 'a topology file, the name of a bundled one, or of a lab (default: the only lab)')
    .addOption(new Option('--format <format>', 'what is written').choices(GRAPH_FORMATS).default('dot'))
    .option('--catchment', 'clients in the colours of the sites that answer them; of a file: that it expects')
    .option('--service <service>', 'with several: whose catchment (default: the first)')
    .action(async (what: string | undefined, flags: Flags) => {
      const { format, catchment = false, service } = flags;
      const drawn = await (isFile(what, catchment)
        ? ofFile(what, catchment)
        : context.connect().then((engine) => drawnLab(engine, what, catchment)));
      const { plan, entries } = drawn;
      const { name } = (service === undefined ? plan.services[0] : findService(plan, service)) ?? {};
      const shown = entries?.filter((entry) => entry.service === name) ?? null;
      const drawing = await drawGraph(graphOf(plan, shown), format);
      context.print(null, false, () => drawing);
    })
    .addHelpText('after', EXAMPLES);
}

/** A bundled topology's name is often that of a lab too, which alone has a catchment to show. */
function isFile(what: string | undefined, catchment: boolean): what is string {
  if (what === undefined) return false;
  if (what === '-' || /[./\\]/.test(what) || existsSync(what)) return true;
  return !catchment && bundledTopologies().includes(what);
}

async function ofFile(
  file: string,
  catchment: boolean,
): Promise<Omit<DrawnLab, 'entries'> & { readonly entries: readonly Answered[] | null }> {
  const { loadTopology, planNamed } = await import('../topology-file.ts');
  const plan = planNamed(loadTopology(file).topology, undefined);
  if (!catchment) return { plan, entries: null };
  const expected = expectedAnswers(plan.expectedCatchment, plan.services);
  if (expected.length === 0) {
    throw new LabError(
      'usage',
      `${file} expects no catchment`,
      'Leave --catchment out, or name a lab that is up.',
    );
  }
  const entries = expected
    .filter(({ expected: site }) => site !== NOT_ANSWERED)
    .map(({ client, service, family, expected: site }) => ({ client, service, family, site }));
  return { plan, entries };
}
