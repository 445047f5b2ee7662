/** Files that the user names, and what is said where they cannot be read or written. */
import { readFileSync } from 'node:fs';
import { LabError } from '../lab/lab-error.ts';

/**
 * The text of a file.
 * @throws LabError `usage` where it cannot be read
 */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new LabError('usage', `cannot read ${file}: ${reasonOf(error)}`);
  }
}

/** That a file could not be written. */
export function notWritten(file: string, error: unknown): LabError {
  return new LabError('usage', `cannot write ${file}: ${reasonOf(error)}`);
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file or folder';
  if (code === 'EISDIR') return 'it is a folder';
  return error instanceof Error ? error.message : String(error);
}
