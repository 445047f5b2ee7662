import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import type { Diagnostic, DiagnosticArgs, DiagnosticCode } from './diagnostic.ts';
import { MAX_FILE_SIZE } from './document.ts';

/** The text of a file, or the one thing that is wrong with it. */
export type ReadFile = { readonly source: string } | { readonly diagnostics: readonly Diagnostic[] };

/** Reads a topology file, the one impure step of this folder. Never throws and never waits for a pipe or a device. */
export function readTopologyFile(file: string): ReadFile {
  let descriptor: number | undefined;
  try {
    // Without O_NONBLOCK, opening a named pipe that nobody writes to waits for ever.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(descriptor);
    if (stat.isDirectory()) return failure(file, 'file-directory', {});
    if (!stat.isFile()) return failure(file, 'file-unreadable', { reason: 'it is not a regular file' });
    if (stat.size > MAX_FILE_SIZE) return failure(file, 'file-size', { limit: MAX_FILE_SIZE });
    const source = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      readFileSync(descriptor),
    );
    return source.includes('\0') ? failure(file, 'file-binary', {}) : { source };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return failure(file, 'file-missing', {});
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return failure(file, 'file-binary', {});
    return failure(file, 'file-unreadable', { reason: READ_ERRORS[code] ?? (code || String(error)) });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

const READ_ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'its symbolic links go round in a circle',
  ENAMETOOLONG: 'its name is too long',
  ENXIO: 'it is not a regular file',
  ERR_INVALID_ARG_VALUE: 'its name holds a NUL character',
};

function failure<Code extends DiagnosticCode>(
  file: string,
  code: Code,
  args: DiagnosticArgs[Code],
): ReadFile {
  const diagnostic = { code, args, location: { file } } as Diagnostic;
  return { diagnostics: [diagnostic] };
}
