/** What is behind a service address: the bundled topologies about servers and balancers hold what they promise. */
import { expect, it } from 'vitest';
import { cli } from '../docker/support/cli.ts';

it.each(['grey-failure', 'pop-anatomy'])('the expectations of %s hold', async (name) => {
  const { exitCode, stdout, stderr } = await cli(['test', name]);
  expect(exitCode, stdout + stderr).toBe(0);
});
