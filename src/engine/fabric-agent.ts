/** A conversation with the agent in a lab's fabric (images/fabric/agent): requests and answers, a line of JSON each. */
import { createInterface } from 'node:readline';
import type { AgentRequests } from './agent-protocol.ts';
import type { Engine } from './connect.ts';
import { EngineError } from './engine-error.ts';
import { type RunningProgram, startProgram } from './exec.ts';

export interface FabricAgent {
  /**
   * Asks the agent to do something, after all it was asked before.
   * @throws EngineError with what the agent says went wrong, or when it is gone
   */
  ask<K extends keyof AgentRequests>(
    what: K,
    request: AgentRequests[K]['request'],
    onEvent?: (event: AgentRequests[K]['event']) => void,
  ): Promise<AgentRequests[K]['result']>;
  /** Lets it end; resolves when it has. */
  close(): Promise<void>;
  /** Drops the conversation at once, whatever the agent is doing; what was asked and not answered fails. */
  abandon(): void;
}

/** What the agent does without a time limit of its own takes it a second or two; s. */
const ANSWER_TIMEOUT = 60;

/** Longer than any run (see the prober's limit); s. */
const WATCH_LIMIT = 24 * 3600;

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: EngineError) => void;
  readonly onEvent: (event: never) => void;
}

/** Starts an agent in the lab's fabric. */
export async function startAgent(engine: Engine, lab: string, container: string): Promise<FabricAgent> {
  const program = await startProgram(engine, container, `the fabric of ${lab}`, ['fabric'], { stdin: true });
  return converse(lab, program);
}

/** Those that have no end of their own. */
const ENDLESS: ReadonlySet<keyof AgentRequests> = new Set(['watch-fib', 'capture', 'follow-queries']);

/** How long the agent may take over what it was asked, in s. */
function answerTime(what: keyof AgentRequests, request: object): number {
  if (ENDLESS.has(what)) return WATCH_LIMIT;
  return ANSWER_TIMEOUT + ('timeout' in request ? Number(request.timeout) : 0);
}

interface Message {
  readonly id: number;
  readonly event?: never;
  readonly result?: never;
  readonly error?: string;
}

function parseMessage(line: string): Message | undefined {
  try {
    return JSON.parse(line) as Message;
  } catch {
    return undefined;
  }
}

function converse(lab: string, program: RunningProgram): FabricAgent {
  const pending = new Map<number, Pending>();
  let next = 1;
  let complaint = '';
  program.stderr.on('data', (part: Buffer) => {
    complaint = (complaint + part.toString('utf8')).slice(-2000);
  });
  createInterface({ input: program.stdout }).on('line', (line) => {
    const message = parseMessage(line);
    // Cut short: the agent is gone, and its end rejects what was asked.
    if (message === undefined) return;
    const waiting = pending.get(message.id);
    if (waiting === undefined) return;
    if ('event' in message) return waiting.onEvent(message.event as never);
    pending.delete(message.id);
    if (message.error === undefined) waiting.resolve(message.result as never);
    else waiting.reject(new EngineError('failed', `the fabric of ${lab}: ${message.error}`));
  });
  let ended: EngineError | undefined;
  const gone = program.exit
    .catch((error: EngineError) => error)
    .then((end) => {
      const how = `the fabric's agent of ${lab} ended (exit code ${end}) ${complaint}`;
      ended = typeof end === 'number' ? new EngineError('failed', how.trimEnd()) : end;
      for (const waiting of pending.values()) waiting.reject(ended);
      pending.clear();
    });
  return {
    ask: (what, request, onEvent = () => undefined) =>
      new Promise((resolve, reject) => {
        if (ended !== undefined) return reject(ended);
        const id = next++;
        const seconds = answerTime(what, request);
        const timer = setTimeout(() => {
          ended = new EngineError(
            'unreachable',
            `the fabric of ${lab} has not answered "${what}" for ${seconds} s`,
          );
          reject(ended);
          program.stdin.destroy();
        }, seconds * 1000);
        const settled =
          <T>(settle: (value: T) => void) =>
          (value: T) => {
            clearTimeout(timer);
            settle(value);
          };
        pending.set(id, { resolve: settled(resolve), reject: settled(reject), onEvent });
        program.stdin.write(`${JSON.stringify({ id, do: what, ...request })}\n`);
      }),
    close: async () => {
      program.stdin.end();
      await gone;
    },
    abandon: () => {
      program.stdin.destroy();
    },
  };
}
