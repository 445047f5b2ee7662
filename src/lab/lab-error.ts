/** What a use case refuses or cannot do, other than the engine's own failures. */

/**
 * `usage`: what was asked for makes no sense as things are (exit code 2); `not-running`: a node that is needed does not run, and
 * nothing has been done (3); `not-ready`: the lab did not become what was asked for in time (3); `busy`: another process is
 * starting the lab (2); `several-labs`: one has to be named (2); `interrupted`: the user stopped it (130).
 */
export type LabErrorCode = 'usage' | 'not-running' | 'not-ready' | 'busy' | 'several-labs' | 'interrupted';

export class LabError extends Error {
  override readonly name = 'LabError';
  readonly code: LabErrorCode;
  /** What the user can do about it. */
  readonly hint: string | undefined;
  /** Those one of which has to be named; none but with `several-labs`. */
  readonly labs: readonly string[];

  constructor(code: LabErrorCode, message: string, hint?: string, labs: readonly string[] = []) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.labs = labs;
  }
}
