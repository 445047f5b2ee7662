/** A short-lived container: one command, its output and its exit code. */
import type { Engine } from './connect.ts';
import { toEngineError } from './engine-error.ts';
import { LABELS } from './labels.ts';

export interface OneCommand {
  readonly image: string;
  readonly command: readonly string[];
  /** Linux capabilities without `CAP_`; all others are dropped. */
  readonly capabilities?: readonly string[];
}

export interface CommandResult {
  readonly exitCode: number;
  /** stdout and stderr, as they came. */
  readonly output: string;
}

/** Runs a command in a container of its own without a network, which is removed whatever happens. */
export async function runOnce(
  engine: Engine,
  { image, command, capabilities }: OneCommand,
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
