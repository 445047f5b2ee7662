import { Command } from 'commander';
import { LabError } from '../../lab/lab-error.ts';
import type { Context } from '../context.ts';
import type { ReportFiles } from '../report-files.ts';

export function reportCommand(context: Context): Command {
  return new Command('report')
    .description(
      'make reports from a stored result, without an engine; prints Markdown when no file is named',
    )
    .argument('<result>', 'a file that test --json, failover --report or faults --report wrote')
    .option('--html <file>', 'write one page with drawings and timelines, which needs no network')
    .option('--junit <file>', 'write JUnit XML')
    .option('--markdown <file>', 'write Markdown for the summary of a CI job')
    .action(async (file: string, flags: Omit<ReportFiles, 'json'>) => {
      const { readResult } = await import('../read-result.ts');
      const result = readResult(file);
      if (Object.keys(flags).length === 0) {
        const { renderMarkdown } = await import('../../report/markdown.ts');
        return context.print(result, false, renderMarkdown);
      }
      const { writeReports } = await import('../report-files.ts');
      const failures = writeReports(result, flags);
      if (failures.length > 0) throw new LabError('usage', failures.join('\n'));
    });
}
