import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
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
    if (!stat.isFile()) return failure(file, 'file-special', {});
    if (stat.size > MAX_FILE_SIZE) return failure(file, 'file-size', { limit: MAX_FILE_SIZE });
    return decode(readFileSync(descriptor), file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return failure(file, 'file-missing', {});
    if (code === 'ENXIO') return failure(file, 'file-special', {});
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return failure(file, 'file-binary', {});
    return failure(file, 'file-unreadable', { reason: READ_ERRORS[code] ?? (code || String(error)) });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Reads a topology from a stream to its end, and calls it `file`. @param descriptor such as 0, stdin */
export function readTopologyStream(descriptor: number, file: string): ReadFile {
  const parts: Buffer[] = [];
  let size = 0;
  for (;;) {
    const part = Buffer.alloc(64 * 1024);
    const length = readWaiting(descriptor, part);
    if (typeof length === 'string') return failure(file, 'file-unreadable', { reason: length });
    if (length === 0) break;
    parts.push(part.subarray(0, length));
    size += length;
    if (size > MAX_FILE_SIZE) return failure(file, 'file-size', { limit: MAX_FILE_SIZE });
  }
  try {
    return decode(Buffer.concat(parts), file);
  } catch {
    return failure(file, 'file-binary', {});
  }
}

/** How many bytes were read, or why none could be. Waits also where whoever started us made stdin one that does not. */
function readWaiting(descriptor: number, into: Buffer): number | string {
  for (;;) {
    try {
      return readSync(descriptor, into);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') return READ_ERRORS[code] ?? code;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

/** @throws TypeError where it is not UTF-8 */
function decode(bytes: Buffer, file: string): ReadFile {
  const source = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  return source.includes('\0') ? failure(file, 'file-binary', {}) : { source };
}

const READ_ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'its symbolic links go round in a circle',
  ENAMETOOLONG: 'its name is too long',
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
