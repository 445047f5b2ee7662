/** Reads a stored result. */
import { LabError } from '../lab/lab-error.ts';
import type { Result } from '../report/result.ts';
import { decodeResult, ResultFileError } from '../report/result-file.ts';
import { readText } from './files.ts';

/**
 * The result that a file holds.
 * @throws LabError `usage`, of one line, where it cannot be read, or is not a result that this version knows
 */
export function readResult(file: string): Result {
  const text = readText(file);
  try {
    return decodeResult(text);
  } catch (error) {
    if (!(error instanceof ResultFileError)) throw error;
    throw new LabError('usage', `${file} ${error.message}`);
  }
}
