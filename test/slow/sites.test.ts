/** What is behind a service address: the bundled topologies about servers, balancers and resolvers hold what they promise; so does the largest of all. */
import { expect, it } from 'vitest';
import { cli } from '../docker/support/cli.ts';

it.each([
  ...['absorb-or-withdraw', 'anycast-resolver', 'dilution', 'dnssec', 'eu-and-global', 'grey-failure'],
  ...['overload-one-site', 'pop-anatomy', 'resolver-retry', 'root-to-leaf', 'stale-site'],
  ...['tcp-stickiness', 'twelve-sites', 'zone-replication'],
])('the expectations of %s hold', async (name) => {
  const { exitCode, stdout, stderr } = await cli(['test', name]);
  expect(exitCode, stdout + stderr).toBe(0);
});
