/** A file that a command makes for the user. */
import { accessSync, constants, existsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { LabError } from '../lab/lab-error.ts';
import { notWritten } from './files.ts';
import { quoted } from './quoted.ts';

/**
 * Refuses a file that is there, or could not be written in the end.
 * @param replace whether one that is there may be written over
 * @throws LabError `usage`
 */
export function checkNewFile(file: string, replace: boolean): void {
  if (existsSync(file) && !replace) throw isThere(file);
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch {
    throw new LabError('usage', `cannot write ${quoted(file)}`, 'Give a file in a directory that is there.');
  }
}

/** Writes it. Throws as above where it has come into being since. */
export function writeNewFile(file: string, text: string, replace: boolean): void {
  try {
    writeFileSync(file, text, { flag: replace ? 'w' : 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw isThere(file);
    throw notWritten(file, error);
  }
}

function isThere(file: string): LabError {
  return new LabError(
    'usage',
    `${quoted(file)} is there already`,
    'Give another name, or --force to write over it.',
  );
}
