/** The questions of `init`, for a terminal. They go to stderr, as the file itself may go to stdout. */
import { isCancel, select, text, updateSettings } from '@clack/prompts';
import {
  CLIENTS,
  DEFAULTS,
  defaultClients,
  defaultTransits,
  type NetworkRequest,
  readClients,
  readSites,
  readTransits,
  SITES,
} from '../init/network-request.ts';
import { SHAPE_NAMES, SHAPES } from '../init/shapes.ts';
import { LabError } from '../lab/lab-error.ts';
import { EXIT } from './exit-codes.ts';

/**
 * Asks one question after the other, each with an answer to start from.
 * @throws LabError `interrupted` where the user has had enough
 */
export async function askForNetwork(signal: AbortSignal): Promise<NetworkRequest> {
  // Ctrl-D ends the input, and with it the questions.
  updateSettings({ aliases: { '\u0004': 'cancel' } });
  const { stderr: output } = process;
  // Some terminals do not know their size, and lines would be broken after every character.
  output.columns ||= 80;
  output.rows ||= 24;
  const streams = { output, signal };
  // The terminal has been closed: nobody is there to be told, and readline would throw where it sets its mode once more.
  const leave = (): never => process.exit(EXIT.interrupted);
  process.stdin.once('end', leave).once('error', leave);

  const ask = async <T>(message: string, initial: string, read: (text: string) => T): Promise<T> => {
    const answer = await answered(
      text({
        ...streams,
        message,
        placeholder: initial,
        defaultValue: initial,
        validate: (given) => problemOf(() => read(given || initial)),
      }),
    );
    return read(answer || initial);
  };

  const shape = await answered(
    select({
      ...streams,
      message: 'Which shape?',
      options: SHAPE_NAMES.map((value) => ({ value, label: value, hint: SHAPES[value].summary })),
      initialValue: DEFAULTS.shape,
    }),
  );
  const sites = await ask(
    `How many sites, or which? (${SITES.least} to ${SITES.most}, or names: fra,nyc,sin)`,
    DEFAULTS.sites,
    readSites,
  );
  const { least, most } = SHAPES[shape].transits;
  const transits =
    least === most
      ? least
      : await ask(
          `How many transit networks? (${least} to ${most})`,
          String(defaultTransits(shape, sites)),
          (given) => readTransits(given, shape),
        );
  const clients = await ask(
    `How many clients? (${CLIENTS.least} to ${CLIENTS.most})`,
    String(defaultClients(transits)),
    readClients,
  );
  return { shape, sites, transits, clients };
}

async function answered<T>(answer: Promise<T>): Promise<Exclude<T, symbol>> {
  const value = await answer;
  if (isCancel(value)) throw new LabError('interrupted', 'interrupted');
  return value as Exclude<T, symbol>;
}

function problemOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}
