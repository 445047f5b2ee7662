/** Loading dockerode without the parts of it that take longest and are seldom used. */
import { createRequire, Module } from 'node:module';
import type Docker from 'dockerode';

/**
 * By package: builds with BuildKit bring gRPC with them, ssh:// endpoints an SSH client, build contexts that dockerode packs an
 * archiver. Together 0.25 s.
 */
const SELDOM_USED: readonly (readonly [name: string, paths: readonly string[]])[] = [
  ['dockerode', ['./lib/session.js', 'tar-fs', '@balena/dockerignore']],
  ['docker-modem', ['./lib/ssh.js']],
];

/** dockerode's class; the seldom used parts are loaded when they are first called. */
export function loadDockerode(): typeof Docker {
  let from = createRequire(import.meta.url);
  for (const [name, paths] of SELDOM_USED) {
    from = createRequire(from.resolve(`${name}/package.json`));
    for (const path of paths) defer(from, from.resolve(path));
  }
  // To `import` it, Node would parse it twice.
  return createRequire(import.meta.url)('dockerode') as typeof Docker;
}

/** Puts something in the place of what a module exports, which loads that module when it is called or looked into. */
function defer(require: NodeJS.Require, path: string): void {
  if (require.cache[path] !== undefined) return;
  const module = new Module(path);
  let own: Record<PropertyKey, unknown> | undefined;
  const load = (): Record<PropertyKey, unknown> => {
    if (own === undefined) {
      delete require.cache[path];
      own = require(path) as Record<PropertyKey, unknown>;
    }
    return own;
  };
  module.exports = new Proxy(() => undefined, {
    apply: (_, self, values) => Reflect.apply(load() as unknown as () => unknown, self, values),
    get: (_, key) => load()[key],
  });
  require.cache[path] = Object.assign(module, { filename: path, loaded: true });
}
