import type { Engine } from '../engine/connect.ts';
import type { TestOutcome } from '../scenario/outcome.ts';
import { inParallel } from './in-parallel.ts';
import { type TestOptions, type TestSubject, testTopology } from './test-topology.ts';

/**
 * Tests topologies, each in a lab of its own, so many at once. Never throws: what went wrong is part of the outcomes, of
 * which there is one for each subject, in their order. After an interruption no further test is begun.
 * @param connect finds the engine; that there is none is found out by each test
 */
export async function runTests(
  connect: () => Promise<Engine>,
  subjects: readonly TestSubject[],
  { jobs, ...options }: TestOptions & { readonly jobs: number },
): Promise<readonly TestOutcome[]> {
  const { signal } = options;
  const notBegun = (): Promise<Engine> => Promise.reject(new Error('interrupted'));
  return inParallel(subjects, jobs, (subject) =>
    testTopology(signal.aborted ? notBegun : connect, subject, options),
  );
}
