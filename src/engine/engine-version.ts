/** What the engine calls itself. Docker runs four programs to answer, which takes it longer than most that a command asks. */
import type { DockerVersion } from 'dockerode';
import type { Engine } from './connect.ts';
import { toEngineError } from './engine-error.ts';

export interface EngineVersion {
  readonly name: 'docker' | 'podman';
  /** The engine's own, such as `20.10.24+dfsg1`. */
  readonly version: string;
  /** Of the Docker Engine API, such as `1.41`. */
  readonly api: string;
  /** As Go names it: `amd64`, `arm64`. */
  readonly architecture: string;
}

/** Asks the engine which it is. */
export async function readEngineVersion(engine: Engine): Promise<EngineVersion> {
  try {
    return named(await engine.docker.version());
  } catch (error) {
    throw toEngineError(error, 'ask the engine for its version');
  }
}

function named(reply: DockerVersion): EngineVersion {
  const components =
    (reply as { Components?: readonly { Name: string; Version: string }[] }).Components ?? [];
  const podman = components.find((component) => component.Name.startsWith('Podman'));
  return {
    name: podman ? 'podman' : 'docker',
    version: podman?.Version ?? reply.Version,
    api: reply.ApiVersion,
    architecture: reply.Arch,
  };
}
