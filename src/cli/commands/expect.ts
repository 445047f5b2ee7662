import { Command } from 'commander';
import { counted } from '../../report/words.ts';
import type { Context } from '../context.ts';

export function expectCommand(context: Context): Command {
  return new Command('expect')
    .description("record a lab's catchments as what is expected of it")
    .requiredOption('--write <file>', 'the topology, or the file of scenarios, that they are written into')
    .argument('[lab]', 'its name (default: the only one)')
    .action(async (lab: string | undefined, { write: file }: { write: string }) => {
      const { readForExpectations, writeCatchments } = await import('../expectation-file.ts');
      const { recordCatchments } = await import('../../lab/record-expectations.ts');
      const target = readForExpectations(file);
      const recorded = await recordCatchments(await context.connect(), lab);
      writeCatchments(target, recorded);
      for (const { client, reason } of recorded.left) context.note(`${client} is left out: ${reason}`);
      const clients = Object.keys(recorded.catchment).length;
      context.print(
        recorded,
        false,
        () => `Wrote what is expected of ${counted(clients, 'client')} of ${recorded.lab} into ${file}.`,
      );
    });
}
