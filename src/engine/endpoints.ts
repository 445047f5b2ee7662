/**
 * Where a container engine may listen: what the user asked for, else every usual place in order.
 * Reads Docker's own configuration files; connects to nothing.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EngineError } from './engine-error.ts';

/** The variables that say where the engine is; `process.env` has this shape. */
export interface Environment {
  readonly DOCKER_HOST?: string | undefined;
  readonly DOCKER_TLS_VERIFY?: string | undefined;
  readonly DOCKER_CERT_PATH?: string | undefined;
  readonly DOCKER_CONTEXT?: string | undefined;
  readonly DOCKER_CONFIG?: string | undefined;
  readonly XDG_RUNTIME_DIR?: string | undefined;
  readonly SSH_AUTH_SOCK?: string | undefined;
  readonly HOME?: string | undefined;
  readonly USER?: string | undefined;
}

/** The PEM files of a TLS client. The server's certificate is always verified. */
export interface TlsFiles {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

export interface Endpoint {
  /** `unix:///path`, `tcp://host:port` or `ssh://user@host`. */
  readonly url: string;
  /** What made us look there: `DOCKER_HOST`, `context NAME`, `default socket` ... */
  readonly source: string;
  /** Asked for by name: if it does not answer, nothing else is tried. */
  readonly explicit: boolean;
  readonly tls?: TlsFiles;
}

/**
 * The endpoints to try, in order. DOCKER_HOST comes before DOCKER_CONTEXT, and that before the
 * configuration's current context, as in Docker's CLI; both variables leave no other choice.
 * @throws EngineError (unreachable) when DOCKER_CONTEXT names a context that does not exist
 */
export function findEndpoints(env: Environment): readonly Endpoint[] {
  const host = env.DOCKER_HOST;
  if (host) {
    const tls = tlsFromEnvironment(env);
    return [
      { url: host.includes('://') ? host : `tcp://${host}`, source: 'DOCKER_HOST', explicit: true, ...tls },
    ];
  }
  const config = env.DOCKER_CONFIG ?? join(home(env), '.docker');
  const asked = env.DOCKER_CONTEXT;
  if (asked) return [contextEndpoint(config, asked, true)];

  const current = currentContext(config);
  const runtime = env.XDG_RUNTIME_DIR;
  const sockets: readonly (readonly [source: string, path: string | undefined])[] = [
    ['default socket', '/var/run/docker.sock'],
    ['rootless Docker', runtime && join(runtime, 'docker.sock')],
    ['Docker Desktop', join(home(env), '.docker/run/docker.sock')],
    ['rootless Podman', runtime && join(runtime, 'podman/podman.sock')],
    ['Podman', '/run/podman/podman.sock'],
  ];
  return [
    ...(current === undefined ? [] : [contextEndpoint(config, current, false)]),
    ...sockets.flatMap(([source, path]) =>
      path ? [{ url: `unix://${path}`, source, explicit: false }] : [],
    ),
  ];
}

function home(env: Environment): string {
  return env.HOME || homedir();
}

/** The context chosen with `docker context use`; `default` stands for the usual places. */
function currentContext(config: string): string | undefined {
  const name = readJson(join(config, 'config.json'))?.currentContext;
  if (typeof name !== 'string' || name === '' || name === 'default') return undefined;
  return readJson(contextFile(config, name))?.Endpoints?.docker?.Host ? name : undefined;
}

/** Docker keeps a context under the SHA-256 of its name. */
function contextFile(config: string, name: string): string {
  return join(config, 'contexts/meta', sha256(name), 'meta.json');
}

function contextEndpoint(config: string, name: string, explicit: boolean): Endpoint {
  const source = explicit ? `DOCKER_CONTEXT ${name}` : `context ${name}`;
  if (name === 'default') return { url: 'unix:///var/run/docker.sock', source, explicit };
  const meta = readJson(contextFile(config, name));
  const docker = meta?.Endpoints?.docker;
  if (!docker?.Host) {
    throw new EngineError('unreachable', `there is no Docker context "${name}" in ${config}`, {
      hint: 'List the contexts with "docker context ls", or unset DOCKER_CONTEXT.',
    });
  }
  const tls = readTls(join(config, 'contexts/tls', sha256(name), 'docker'));
  return { url: docker.Host, source, explicit, ...(tls === undefined ? {} : { tls }) };
}

function tlsFromEnvironment(env: Environment): { tls?: TlsFiles } {
  if (!env.DOCKER_TLS_VERIFY) return {};
  const path = env.DOCKER_CERT_PATH;
  const tls = readTls(path ?? join(home(env), '.docker'));
  if (tls === undefined) {
    throw new EngineError('unreachable', `no ca.pem, cert.pem and key.pem in ${path ?? '~/.docker'}`, {
      hint: 'Set DOCKER_CERT_PATH to the folder that holds them, or unset DOCKER_TLS_VERIFY.',
    });
  }
  return { tls };
}

function readTls(folder: string): TlsFiles | undefined {
  const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readOptional(join(folder, name)));
  if (!ca && !cert && !key) return undefined;
  return { ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) };
}

function readOptional(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** The parts of Docker's files that are read here. */
interface Json {
  readonly currentContext?: unknown;
  readonly Endpoints?: { readonly docker?: { readonly Host?: string } };
}

/** A file that is missing or is no JSON object counts as absent: these are hints, not our configuration. */
function readJson(path: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
