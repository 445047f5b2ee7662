import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import { captureTraffic } from '../../lab/capture-traffic.ts';
import { LabError } from '../../lab/lab-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { notWritten } from '../files.ts';
import { wholeBetween } from '../numbers.ts';

const EXAMPLES = `
Examples:
  $ anycast-lab capture fra--eu-transit tcp port 179        BGP on a link, a line for each packet
  $ anycast-lab capture berlin -w berlin.pcap               all that a client sends and gets, until Ctrl-C
  $ anycast-lab capture fra -w - | wireshark -k -i -        straight into Wireshark`;

interface Flags {
  readonly write?: string;
  readonly count?: number;
  readonly lab?: string;
}

export function captureCommand(context: Context): Command {
  return new Command('capture')
    .description('show the packets on a link or of a node, or write them to a pcap file, until Ctrl-C')
    .argument('<where>', 'a link, or a node')
    .argument('[filter...]', "which packets, in tcpdump's words (default: all)")
    .option('-w, --write <file>', 'write a pcap file; - for stdout')
    .option('--count <packets>', 'end after so many', wholeBetween(1, 1_000_000_000))
    .option('--lab <lab>', 'the lab (default: the only one)')
    .addHelpText('after', EXAMPLES)
    .action(async (where: string, filter: readonly string[], { write, count, lab }: Flags) => {
      const signal = context.signal();
      if (write === '-' && process.stdout.isTTY) {
        throw new LabError(
          'usage',
          'a pcap file would not look well on a terminal',
          'Write -w FILE, or a pipe.',
        );
      }
      const file = write === undefined || write === '-' ? undefined : await openFile(write);
      const pcap = write !== undefined;
      const program = await captureTraffic(await context.connect(), { lab, where, pcap, count, filter });
      const stop = (): void => void program.stdin.end();
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      // What tcpdump says beside the packets: where it listens, and how many there were.
      let said = '';
      program.stderr.on('data', (part: Buffer) => {
        said += part.toString('utf8');
      });
      const [code] = await Promise.all([
        program.exit,
        pipeline(program.stdout, file ?? process.stdout, { end: file !== undefined }),
      ]);
      if (code !== 0 && !signal.aborted) throw refused(said);
      context.note(counts(said));
      // Ctrl-C is how it ends, and no interruption.
      context.exit(EXIT.good);
    });
}

async function openFile(path: string): Promise<WriteStream> {
  const file = createWriteStream(path);
  try {
    await once(file, 'open');
    return file;
  } catch (error) {
    throw notWritten(path, error);
  }
}

/** tcpdump refuses filters that it does not understand; all else is the lab's failure. */
function refused(said: string): LabError {
  const reason = said.replace(/^tcpdump: (?=.)/gm, '').trim();
  if (!/^listening on/m.test(reason) && /filter|expression|syntax|parse|unknown|illegal/i.test(reason)) {
    return new LabError(
      'usage',
      `tcpdump does not understand the filter: ${lastLine(reason)}`,
      'See: man pcap-filter',
    );
  }
  return new LabError('not-ready', `the capture failed: ${lastLine(reason) || 'tcpdump did not say why'}`);
}

function lastLine(text: string): string {
  return text.split('\n').at(-1) ?? '';
}

/** `12 packets captured`, and what was lost where something was. */
function counts(said: string): string {
  return said
    .split('\n')
    .filter((line) => /^\d+ packets? (captured|dropped)/.test(line) && !/^0 packets? dropped/.test(line))
    .join(', ');
}
