/** A short-lived container: one command, its output and its exit code. */
import type { Engine } from './connect.ts';
import { toEngineError } from './engine-error.ts';
import { LABELS } from './labels.ts';

export interface OneCommand {
  readonly image: string;
  readonly command: readonly string[];
  /** Linux capabilities without `CAP_`; all others are dropped. */
  readonly capabilities?: readonly string[];
  /** Files that it finds: absolute paths in folders that the image has. */
  readonly files?: readonly { readonly path: string; readonly content: string }[];
}

export interface CommandResult {
  readonly exitCode: number;
  /** stdout and stderr, as they came. */
  readonly output: string;
}

/** Runs a command in a container of its own without a network, which is removed whatever happens. */
export async function runOnce(
  engine: Engine,
  { image, command, capabilities, files = [] }: OneCommand,
): Promise<CommandResult> {
  try {
    const container = await engine.docker.createContainer({
      Image: image,
      // An empty entry point would mean the image's own.
      Entrypoint: command.slice(0, 1),
      Cmd: command.slice(1),
      // A terminal's stream is plain text; without one, stdout and stderr come framed.
      Tty: true,
      // Found by `down --all` if this process is killed before it removes it.
      Labels: { [LABELS.lab]: 'doctor', [LABELS.role]: 'client' },
      HostConfig: {
        PidsLimit: 64,
        NetworkMode: 'none',
        CapDrop: ['ALL'],
        CapAdd: [...(capabilities ?? [])],
        SecurityOpt: ['no-new-privileges'],
      },
    });
    try {
      if (files.length > 0) await container.putArchive(await tarFiles(files), { path: '/' });
      await container.start();
      const { StatusCode: exitCode } = (await container.wait()) as { StatusCode: number };
      const output = await container.logs({ stdout: true, stderr: true });
      return { exitCode, output: output.toString('utf8').replaceAll('\r\n', '\n') };
    } finally {
      await container.remove({ force: true, v: true });
    }
  } catch (error) {
    throw toEngineError(error, `run ${command[0]} in ${image}`);
  }
}

async function tarFiles(files: NonNullable<OneCommand['files']>): Promise<Buffer> {
  const { pack } = await import('tar-stream');
  const tar = pack();
  for (const { path, content } of files) tar.entry({ name: path.slice(1), mode: 0o644 }, content);
  tar.finalize();
  const parts: Uint8Array[] = [];
  for await (const part of tar) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}
