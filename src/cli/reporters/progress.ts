/** What is going on, on stderr: a spinner on a terminal, else a line for each step. */
import type { WriteStream } from 'node:tty';
import type { ImageEvent } from '../../engine/images.ts';
import type { ClientNow, OnProgress, Phase, Progress } from '../../lab/progress.ts';

interface ProgressReporter {
  readonly report: OnProgress;
  stop(): void;
}

const PHASES: Readonly<Record<Phase, string>> = {
  images: 'looking for the images',
  containers: 'starting containers',
  daemons: 'waiting for the daemons',
  sessions: 'waiting for the BGP sessions',
  routes: 'waiting for routes in the kernels',
  answers: 'waiting for answers at the clients',
  stable: 'waiting until no best path changes any more',
  baseline: 'starting a prober in every client',
};

/** Starts to show progress on a stream: with a spinner on a terminal that has a size, else in lines. */
export async function startProgress(stream: WriteStream): Promise<ProgressReporter> {
  // A terminal without a size (a pty that nobody told one) has lines of no length, and a spinner would clear them for ever.
  if (!stream.isTTY || !(stream.columns > 0 && stream.rows > 0)) return plainProgress(stream);
  const { default: ora } = await import('ora');
  const spinner = ora({ stream, discardStdin: false });
  let title = '';
  return {
    report: (progress) => {
      if (progress.kind === 'clients') {
        spinner.text = [title, ...clientLines(progress.clients, title, stream)].join('\n');
        return;
      }
      const text = describe(progress);
      title = text ?? title;
      if (text === undefined) return;
      if (progress.kind === 'note') spinner.clear().info(text);
      spinner.start(text);
    },
    stop: () => spinner.stop(),
  };
}

function plainProgress(stream: NodeJS.WritableStream): ProgressReporter {
  return {
    report: (progress) => {
      // Each of many containers is worth a spinner's while, but not a line in a log.
      if (progress.kind === 'containers' && progress.done < progress.of) return;
      const text = describe(progress);
      if (text !== undefined) stream.write(`${text}\n`);
    },
    stop: () => undefined,
  };
}

/**
 * A line for each client, as many as there is room for below what is being waited for; none is longer than the terminal is
 * wide, as a spinner cannot take back what has scrolled away.
 */
function clientLines(
  clients: readonly ClientNow[],
  title: string,
  { columns, rows }: Pick<WriteStream, 'columns' | 'rows'>,
): readonly string[] {
  // The spinner's own mark and a space stand before the title.
  const room = Math.max(0, rows - 1 - Math.ceil((title.length + 2) / columns));
  const few = clients.length <= room ? clients : clients.slice(0, Math.max(0, room - 1));
  const name = Math.max(0, ...few.map(({ client }) => client.length));
  const place = Math.max(0, ...few.map(({ sites }) => sites.join(', ').length));
  const lines = few.map(({ client, sites, lost }) =>
    `  ${client.padEnd(name)}  ${sites.join(', ').padEnd(place)}  ${lost === 0 ? '' : `${lost} lost`}`.trimEnd(),
  );
  const more = clients.length - few.length;
  const all = more === 0 || room === 0 ? lines : [...lines, `  and ${more} more`];
  return all.map((line) => (line.length < columns ? line : `${line.slice(0, columns - 2)}…`));
}

function describe(progress: Progress): string | undefined {
  switch (progress.kind) {
    case 'image':
      return describeImage(progress.event);
    case 'containers':
      return `${progress.doing === 'start' ? 'started' : 'removed'} ${progress.done} of ${progress.of} containers`;
    case 'phase':
      return PHASES[progress.phase];
    case 'fault':
      return progress.action === 'fault'
        ? `${progress.fault} at ${progress.target}: waiting until every client has settled`
        : `${progress.target} is being restored: waiting until every client has settled`;
    case 'play':
      return `${progress.number} of ${progress.of}: prepend ${Object.entries(progress.prepend).flat().join(' ')}`;
    case 'clients':
      return undefined;
    case 'note':
      return progress.text;
  }
}

function describeImage({ image, step, of, text }: ImageEvent): string {
  const place = of > 0 ? ` (step ${step} of ${of})` : '';
  return `image ${image}${place}: ${text}`;
}
