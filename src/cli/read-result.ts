/** Reads a stored result. */
import { constants } from 'node:buffer';
import { statSync } from 'node:fs';
import { LabError } from '../lab/lab-error.ts';
import type { Result } from '../report/result.ts';
import { decodeResult, ResultFileError } from '../report/result-file.ts';
import { readText } from './files.ts';

/**
 * The result that a file holds.
 * @throws LabError `usage`, of one line, where it cannot be read, or is not a result that this version knows
 */
export function readResult(file: string): Result {
  checkSize(file);
  const text = readText(file);
  try {
    return decodeResult(text);
  } catch (error) {
    if (!(error instanceof ResultFileError)) throw error;
    throw new LabError('usage', `${file} ${error.message}`);
  }
}

/** Looked at before it is read, which would take as much memory first. */
function checkSize(file: string): void {
  const size = sizeOf(file);
  if (size <= constants.MAX_STRING_LENGTH) return;
  const megabytes = (octets: number): number => Math.round(octets / 1e6);
  throw new LabError(
    'usage',
    `${file} has ${megabytes(size)} MB, and a result of more than ${megabytes(constants.MAX_STRING_LENGTH)} MB cannot be read`,
    'Measure less into one file: a larger --interval, a smaller --repeat, a shorter run, or one --scenario at a time.',
  );
}

/** In octets; 0 where that cannot be found out, and why not is said where the file is read. */
function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
