/** Finding the container engine: the first endpoint that answers, or an error that says what was tried. */
import type Docker from 'dockerode';
import { clientOptions } from './client-options.ts';
import { watchCutResponses } from './cut-responses.ts';
import { type Endpoint, type Environment, findEndpoints } from './endpoints.ts';
import { EngineError, toEngineError } from './engine-error.ts';
import { loadDockerode } from './load-dockerode.ts';
import { limitRequests } from './request-limit.ts';

/** A connection to the engine that answered. Only src/engine looks at `docker`. */
export interface Engine {
  readonly docker: Docker;
  /** `unix:///var/run/docker.sock`, say. */
  readonly endpoint: string;
  /** What made us look there, such as `DOCKER_HOST` or `default socket`. */
  readonly source: string;
}

/** How long an endpoint may take to answer, in ms. An ssh login takes longer than a socket. */
const PING_TIMEOUT = 2_000;
const SSH_PING_TIMEOUT = 10_000;

/**
 * Connects to the container engine.
 * @param env where DOCKER_HOST and the like are read from
 * @throws EngineError (unreachable) that lists each endpoint tried and why it failed
 */
export async function connectEngine(env: Environment = process.env): Promise<Engine> {
  const endpoints = findEndpoints(env);
  watchCutResponses();
  const DockerClient = loadDockerode();
  const tried: string[] = [];
  let denied = false;
  for (const endpoint of endpoints) {
    try {
      const docker = new DockerClient(clientOptions(endpoint, env));
      const timeout = endpoint.url.startsWith('ssh:') ? SSH_PING_TIMEOUT : PING_TIMEOUT;
      await greet(docker, timeout);
      limitRequests(docker);
      return { docker, endpoint: endpoint.url, source: endpoint.source };
    } catch (error) {
      const failure = toEngineError(error, `reach ${endpoint.url}`);
      denied ||= (error as { code?: unknown }).code === 'EACCES';
      tried.push(`${endpoint.url} (${endpoint.source}): ${why(error, failure)}`);
      if (endpoint.explicit) throw unreachableAsked(endpoint, why(error, failure), failure);
    }
  }
  throw new EngineError(
    'unreachable',
    `no container engine answers\n${tried.map((t) => `  ${t}`).join('\n')}`,
    {
      hint: denied
        ? 'Run as root, or add your user to the group that owns the socket (usually "docker") and log in again.'
        : 'Install and start Docker (Debian and Ubuntu: apt-get install docker.io) or Podman, or set DOCKER_HOST.',
    },
  );
}

function unreachableAsked(endpoint: Endpoint, reason: string, cause: unknown): EngineError {
  const variable = endpoint.source.split(' ')[0] ?? '';
  return new EngineError(
    'unreachable',
    `${endpoint.source}: no engine answers at ${endpoint.url}: ${reason}`,
    {
      hint: `Start that engine, correct ${variable}, or unset it to use the local engine.`,
      cause,
    },
  );
}

/** A few words instead of Node's "connect ENOENT /var/run/docker.sock". */
function why(error: unknown, failure: EngineError): string {
  const code = (error as { code?: unknown }).code;
  if (code === 'ENOENT') return 'no such socket';
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'EACCES') return 'permission denied';
  if (failure.code === 'cancelled') return 'no answer in time';
  return failure.message.replace(/^cannot reach [^ ]+: /, '');
}

/** dockerode can abort it, though its types do not say so. */
interface Abortable {
  ping(options: { abortSignal: AbortSignal }): Promise<unknown>;
}

async function greet(docker: Docker, timeout: number): Promise<void> {
  const client = docker as unknown as Abortable;
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(), timeout);
  try {
    await client.ping({ abortSignal: clock.signal });
  } finally {
    clearTimeout(timer);
  }
}
