/** A prober in every client, and a user behind each resolver of its own: started together, stopped together, their lines turned into samples as they come. */
import { createInterface } from 'node:readline';
import type { Engine } from '../engine/connect.ts';
import { EngineError } from '../engine/engine-error.ts';
import { type RunningProgram, startProgram } from '../engine/exec.ts';
import { type ProberContext, type ProberEvent, parseProberLine, proberContext } from '../measure/samples.ts';
import { isClient } from '../plan/roles.ts';
import { nameAskedFor } from '../plan/zones.ts';
import type { Lab } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { notRunning } from './not-running.ts';
import { userCommand, userContext } from './user-probers.ts';

export interface ProberOptions {
  /** Between two queries to one address, in ms. */
  readonly interval: number;
  /** An answer that takes longer counts as lost, in ms. */
  readonly timeout: number;
  /** For how long after the timeout a late answer is still noticed, in ms. */
  readonly late: number;
  /** The longest that they run if nothing stops them, in seconds. */
  readonly longest: number;
  readonly onEvent: OnProberEvent;
  /** Called for what users behind clients' own resolvers saw: `service` is the name that was asked for. */
  readonly onUser: OnProberEvent;
}

type OnProberEvent = (client: string, event: ProberEvent) => void;

export interface Probers {
  /** The clients that have one. */
  readonly clients: readonly string[];
  /** Those with a user behind a resolver of their own too. */
  readonly users: readonly string[];
  /** @throws EngineError where one of them has ended badly */
  check(): void;
  /** Lets them stop sending, wait out what is under way, and end. */
  stop(): Promise<void>;
}

/**
 * Starts a prober in each client that runs.
 * @throws LabError `usage` where the lab has none, `not-running` where none runs; EngineError when one cannot be started: the others are stopped then
 */
export async function startProbers(engine: Engine, lab: Lab, options: ProberOptions): Promise<Probers> {
  const running = lab.plan.nodes.filter(isClient).filter(({ name }) => lab.containers.get(name)?.running);
  const clients = running.map(({ name }) => name);
  const users = running.filter(({ resolver }) => resolver !== undefined).map(({ name }) => name);
  if (clients.length === 0) {
    const [client] = lab.plan.nodes.filter(isClient);
    if (client !== undefined) throw notRunning(lab.name, client.name);
    throw new LabError('usage', `the lab ${lab.name} has no clients: nobody would notice`);
  }
  const command = proberCommand(lab, options);
  const user = userCommand(lab.plan, options.interval, options.longest);
  const jobs = [
    ...clients.map((client) => ({ ...proberContext(lab.plan, client), command, onEvent: options.onEvent })),
    ...users.map((client) => ({ ...userContext(lab.plan, client), command: user, onEvent: options.onUser })),
  ];
  const failures: unknown[] = [];
  const started = await Promise.allSettled(
    jobs.map(async ({ command, onEvent, ...context }) => {
      const { client } = context;
      const container = lab.containers.get(client)?.id ?? '';
      const program = await startProgram(engine, container, client, command, { stdin: true });
      const done = follow(program, context, onEvent);
      // Nobody waits for it before `stop` does, but whoever waits for its queries can know.
      done.catch((error: unknown) => failures.push(error));
      return { program, done };
    }),
  );
  const programs = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async (): Promise<void> => {
    for (const { program } of programs) program.stdin.end();
    await Promise.all(programs.map((prober) => prober.done));
  };
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  const check = (): void => {
    if (failures.length > 0) throw failures[0];
  };
  return { clients, users, check, stop };
}

/** The prober's command line in a client of a lab. */
export function proberCommand(
  lab: Lab,
  options: Omit<ProberOptions, 'onEvent' | 'onUser'>,
): readonly string[] {
  const targets = lab.plan.services.flatMap((service) =>
    service.prefixes.map(({ address }) => `${address}=${nameAskedFor(lab.plan, service)}`),
  );
  return [
    'prober',
    ...targets.flatMap((target) => ['--target', target]),
    ...['--interval-ms', String(options.interval)],
    ...['--timeout-ms', String(options.timeout)],
    ...['--late-ms', String(options.late)],
    ...['--max-s', String(options.longest)],
  ];
}

/** Reads a prober's lines to their end; fails when it ends badly, or with a line that is none of its own. */
async function follow(
  program: RunningProgram,
  context: ProberContext,
  onEvent: OnProberEvent,
): Promise<void> {
  let complaint = '';
  program.stderr.on('data', (part: Buffer) => {
    complaint = (complaint + part.toString('utf8')).slice(-1000);
  });
  for await (const line of createInterface({ input: program.stdout })) {
    onEvent(context.client, parseProberLine(line, context));
  }
  const code = await program.exit;
  if (code !== 0) {
    throw new EngineError(
      'failed',
      `the prober of ${context.client} ended with exit code ${code}: ${complaint.trim()}`,
    );
  }
}
