/** The bundled topologies that show one thing each: what they say of their catchments holds on real routers. */
import { expect, it } from 'vitest';
import { cli } from './support/cli.ts';

const SHOWING = [
  'local-pref-wins',
  'prepend-drain',
  'same-as-vs-two-as',
  'policy-not-distance',
  'more-specific',
];

it('the expectations of bundled topologies hold', async () => {
  const { exitCode, stdout, stderr } = await cli(['test', ...SHOWING]);
  expect(exitCode, stdout + stderr).toBe(0);
});
