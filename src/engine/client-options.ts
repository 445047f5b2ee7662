/** From an endpoint to the options that dockerode connects with. */
import type { DockerOptions } from 'dockerode';
import type { Endpoint, Environment } from './endpoints.ts';
import { EngineError } from './engine-error.ts';

/** Set though undefined: docker-modem would take DOCKER_HOST's in its place. */
const NO_HOST = { host: undefined } as unknown as { host: string };

/**
 * Options for dockerode that leave nothing to docker-modem's own reading of the environment.
 * Never an `agent`: docker-modem formats every request's options in full for a debug line that
 * nobody reads, which costs 50 ms of CPU a request when there is an agent among them; Node's
 * global agent keeps connections alive anyway.
 */
export function clientOptions(endpoint: Endpoint, env: Environment): DockerOptions {
  const malformed = new EngineError(
    'unreachable',
    `${endpoint.source} is "${endpoint.url}", which is no address`,
    {
      hint: 'Write unix:///path/to/socket, tcp://host:port or ssh://user@host.',
    },
  );
  if (endpoint.url.startsWith('unix://')) {
    const socketPath = endpoint.url.slice('unix://'.length) || '/var/run/docker.sock';
    return { socketPath, protocol: 'http', ...NO_HOST };
  }
  if (!URL.canParse(endpoint.url)) throw malformed;
  const url = new URL(endpoint.url);
  if (url.hostname === '') throw malformed;
  const host = url.hostname;
  switch (url.protocol) {
    case 'ssh:':
      return {
        host,
        protocol: 'ssh',
        port: url.port || 22,
        username: decodeURIComponent(url.username) || (env.USER ?? 'root'),
        sshOptions: { ...(env.SSH_AUTH_SOCK ? { agent: env.SSH_AUTH_SOCK } : {}) },
      };
    case 'http:':
    case 'https:':
    case 'tcp:':
      return endpoint.tls || url.protocol === 'https:'
        ? { host, protocol: 'https', port: url.port || 2376, ...endpoint.tls }
        : { host, protocol: 'http', port: url.port || 2375 };
    default:
      throw malformed;
  }
}
