/** Bringing a lab back to how `up` left it; levers that have been pulled since stay. */
import type { Engine } from '../engine/connect.ts';
import { startAgent } from '../engine/fabric-agent.ts';
import { awaitRequest } from './agent-requests.ts';
import { nodeProcesses, openLab } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { failureText, restore } from './restore.ts';

/**
 * Undoes every fault of a lab, and waits until it has converged as it had when `up` returned.
 * @param timeout seconds
 * @throws LabError `not-ready` where something cannot be brought back, or not in time; `interrupted` after the signal
 */
export async function returnToKnownState(
  engine: Engine,
  labName: string,
  options: ReturnOptions,
): Promise<void> {
  try {
    options.signal.throwIfAborted();
    await bringBack(engine, labName, options);
  } catch (error) {
    // Whatever it broke off, by the signal itself or by an agent that was abandoned for it.
    if (options.signal.aborted) throw new LabError('interrupted', 'interrupted');
    throw error;
  }
}

interface ReturnOptions {
  readonly timeout: number;
  readonly signal: AbortSignal;
}

async function bringBack(engine: Engine, labName: string, { timeout, signal }: ReturnOptions): Promise<void> {
  const { failed } = await restore(engine, labName, undefined, signal, { keepLevers: true });
  const [broken] = failed;
  if (broken !== undefined) {
    throw new LabError('not-ready', failureText(broken));
  }
  const lab = await openLab(engine, labName);
  const processes = await nodeProcesses(engine, lab, lab.plan.nodes);
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  const stop = (): void => agent.abandon();
  signal.addEventListener('abort', stop, { once: true });
  try {
    // It may have come before anybody listened.
    signal.throwIfAborted();
    const readiness = await agent.ask('await', { ...awaitRequest(lab.plan, processes), timeout });
    await agent.close();
    if (readiness.ready) return;
    const [failure] = readiness.failures;
    const seen = failure === undefined ? '' : `: ${failure.rung} at ${failure.node}: ${failure.seen}`;
    throw new LabError('not-ready', `${labName} did not come back to rest within ${timeout} s${seen}`);
  } catch (error) {
    // It may be busy for long yet.
    agent.abandon();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
