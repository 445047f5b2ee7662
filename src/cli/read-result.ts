/** Reads a stored result. */
import { readFileSync } from 'node:fs';
import { LabError } from '../lab/lab-error.ts';
import type { Result } from '../report/result.ts';
import { decodeResult, ResultFileError } from '../report/result-file.ts';

/**
 * The result that a file holds.
 * @throws LabError `usage`, of one line, where it cannot be read, or is not a result that this version knows
 */
export function readResult(file: string): Result {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new LabError('usage', `cannot read ${file}: ${error instanceof Error ? error.message : error}`);
  }
  try {
    return decodeResult(text);
  } catch (error) {
    if (!(error instanceof ResultFileError)) throw error;
    throw new LabError('usage', `${file} ${error.message}`);
  }
}
