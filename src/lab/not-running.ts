import { LabError } from './lab-error.ts';

/** A node that is needed does not run. */
export function notRunning(code: 'usage' | 'not-ready', lab: string, node: string): LabError {
  return new LabError(code, `${node} is not running`, `Bring it back: anycast-lab restore --lab ${lab}`);
}
