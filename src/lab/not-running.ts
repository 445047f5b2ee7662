import { LabError } from './lab-error.ts';

/** A node that is needed does not run. @param state what the engine says of its container, such as `Exited (137)` */
export function notRunning(lab: string, node: string, state?: string): LabError {
  return new LabError(
    'not-running',
    `${node} is not running${state === undefined ? '' : `: ${state}`}`,
    `Bring it back: anycast-lab restore --lab ${lab}`,
  );
}
