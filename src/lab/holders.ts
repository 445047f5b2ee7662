/** A TCP connection held by every client to every service address, while things are done to the lab. */
import { createInterface } from 'node:readline';
import type { Engine } from '../engine/connect.ts';
import { EngineError } from '../engine/engine-error.ts';
import { type RunningProgram, startProgram } from '../engine/exec.ts';
import { type ProberContext, proberContext, seriesKey } from '../measure/samples.ts';
import { type HeldRecord, type HoldEvent, parseHoldLine } from '../measure/tcp/hold-events.ts';
import { isClient } from '../plan/roles.ts';
import { nameAskedFor } from '../plan/zones.ts';
import type { Lab } from './find-lab.ts';
import { pollUntil } from './poll.ts';

/** Between two queries over a connection, and how long a client waits for an answer until it gives it up, in ms: as glibc's resolver does (resolv.conf(5)). */
const HOLDING = { interval: 100, timeout: 5000 };

/** The longest that connections are held if nothing ends it, in s. */
const LONGEST = 6 * 3600;

/** How long clients have until they have noticed that a connection broke, and hold another one, in ms. */
const NOTICING = 3 * HOLDING.timeout;

/** How often is looked whether all connections are answered, in ms. */
const EVERY = 20;

/** How long the first connections may take, in ms. */
const STARTING = 10_000;

export interface Holders {
  /** Waits until each connection is answered, for as long as a client may need to notice that one is not. */
  settle(): Promise<void>;
  /** Ends them; what happened to each. @throws EngineError where one had ended badly */
  stop(): Promise<HeldRecord>;
}

/**
 * Starts to hold connections in each client that runs. They are there when this returns, but for those that nobody answers.
 * @throws EngineError where a client cannot
 */
export async function startHolders(engine: Engine, lab: Lab, signal: AbortSignal): Promise<Holders> {
  const events: HoldEvent[] = [];
  /** By `seriesKey`, whether it is answered. */
  const answered = new Map<string, boolean>();
  const clients = lab.plan.nodes
    .filter(isClient)
    .map(({ name }) => name)
    .filter((client) => lab.containers.get(client)?.running);
  const running: { readonly program: RunningProgram; readonly done: Promise<void> }[] = [];
  const stop = async (): Promise<HeldRecord> => {
    for (const { program } of running) program.stdin.end();
    await Promise.all(running.map(({ done }) => done));
    return { ...HOLDING, events };
  };
  const started = await Promise.allSettled(
    clients.map(async (client) => {
      const context = proberContext(lab.plan, client);
      for (const target of context.targets.values()) answered.set(seriesKey({ client, ...target }), false);
      const id = lab.containers.get(client)?.id ?? '';
      const program = await startProgram(engine, id, client, holdCommand(lab), { stdin: true });
      const done = follow(program, context, (event) => {
        events.push(event);
        answered.set(seriesKey(event), event.kind === 'open' || event.kind === 'spoke');
      });
      // Waited for by `stop`.
      done.catch(() => undefined);
      running.push({ program, done });
    }),
  );
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) {
    await stop().catch(() => undefined);
    throw failed.reason;
  }
  const settle = async (within: number): Promise<void> => {
    const deadline = performance.now() + within;
    await pollUntil(() => [...answered.values()].every(Boolean), { every: EVERY, deadline, signal });
  };
  await settle(STARTING).catch(async (error: unknown) => {
    await stop().catch(() => undefined);
    throw error;
  });
  return { settle: () => settle(NOTICING), stop };
}

function holdCommand({ plan }: Lab): readonly string[] {
  const targets = plan.services.flatMap((service) =>
    service.prefixes.flatMap(({ address }) => ['--target', `${address}=${nameAskedFor(plan, service)}`]),
  );
  return [
    ...['hold', ...targets, '--interval-ms', String(HOLDING.interval)],
    ...['--timeout-ms', String(HOLDING.timeout), '--max-s', String(LONGEST)],
  ];
}

async function follow(
  program: RunningProgram,
  context: ProberContext,
  onEvent: (event: HoldEvent) => void,
): Promise<void> {
  let complaint = '';
  program.stderr.on('data', (part: Buffer) => {
    complaint = (complaint + part.toString('utf8')).slice(-1000);
  });
  for await (const line of createInterface({ input: program.stdout })) {
    const event = parseHoldLine(line, context);
    if (event !== undefined) onEvent(event);
  }
  const code = await program.exit;
  if (code === 0) return;
  const { client } = context;
  throw new EngineError(
    'failed',
    `${client} stopped holding connections (exit code ${code}): ${complaint.trim()}`,
  );
}
