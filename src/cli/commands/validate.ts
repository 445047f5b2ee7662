import { Command } from 'commander';
import { counted } from '../../report/words.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';

export function validateCommand(context: Context): Command {
  return new Command('validate')
    .description('check a topology, and say all that is wrong with it')
    .argument('<file>', 'a topology, the name of a bundled one, or - for stdin')
    .option('--json', 'print JSON')
    .action(async (file: string, flags: { json?: boolean }) => {
      const { checkTopology } = await import('../topology-file.ts');
      const result = checkTopology(file);
      if (!result.valid) context.exit(EXIT.usage);
      for (const warning of flags.json ? [] : result.warnings) context.note(warning);
      context.print(result, flags.json, ({ mistakes }) =>
        result.valid ? `${file}: valid` : mistakes.map((mistake) => mistake.text).join('\n'),
      );
      if (!result.valid) context.note(`anycast-lab: ${counted(result.mistakes.length, 'mistake')}`);
    });
}
