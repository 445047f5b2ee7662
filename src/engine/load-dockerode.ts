/** Loading dockerode without the parts of it that take longest and are seldom used. */
import { createRequire, Module } from 'node:module';
import type Docker from 'dockerode';

/** Modules that export one function: builds with BuildKit bring gRPC with them, ssh:// endpoints an SSH client. Together 0.2 s. */
const SELDOM_USED = { dockerode: './lib/session.js', 'docker-modem': './lib/ssh.js' };

/** dockerode's class; the seldom used parts are loaded when they are first called. */
export async function loadDockerode(): Promise<typeof Docker> {
  let from = createRequire(import.meta.url);
  for (const [name, path] of Object.entries(SELDOM_USED)) {
    from = createRequire(from.resolve(`${name}/package.json`));
    defer(from, from.resolve(path));
  }
  return (await import('dockerode')).default;
}

/** Puts a function in the place of a module's, which loads that module when it is called. */
function defer(require: NodeJS.Require, path: string): void {
  if (require.cache[path] !== undefined) return;
  const module = new Module(path);
  let own: ((...values: readonly unknown[]) => unknown) | undefined;
  module.exports = (...values: readonly unknown[]): unknown => {
    if (own === undefined) {
      delete require.cache[path];
      own = require(path) as typeof own & object;
    }
    return own(...values);
  };
  require.cache[path] = Object.assign(module, { filename: path, loaded: true });
}
