/** The largest of the bundled topologies that show something: 13 sites, nine of them with local nodes. */
import { expect, it } from 'vitest';
import { cli } from '../docker/support/cli.ts';

it('local nodes answer the network that hosts them, and nobody else', async () => {
  const { exitCode, stdout, stderr } = await cli(['test', 'root-letter']);
  expect(exitCode, stdout + stderr).toBe(0);
});
