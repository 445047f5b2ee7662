/** The bundled topologies that show one thing each: what they say of their catchments holds on real routers. */
import { expect, it } from 'vitest';
import { cli } from './support/cli.ts';

/** Others are those of exercises, which start from the same catchments, or have more to be looked at. */
const SHOWING = ['prepend-drain', 'same-as-vs-two-as', 'local-pref-wins', 'more-specific'];

/** Those whose clients have several sites: by IP version, or by what was before. */
const SPLITTING = ['dual-stack-divergence', 'tie-hysteresis'];

/** Those about what is behind a service address that no other of these tests brings up; test/slow/sites.test.ts has them all. */
const SERVING = [
  ['anycast-resolver', 'root-to-leaf', 'dilution'],
  ['pop-anatomy', 'stale-site', 'overload-one-site'],
];

/** In ms: a scenario that the machine was too busy for is run again. */
const LONGEST = 240_000;

it.each([SHOWING, SPLITTING, ...SERVING].map((names) => [names]))(
  'the expectations of %j hold',
  async (names) => {
    const { exitCode, stdout, stderr } = await cli(['test', ...names, '--interval', '50'], {
      timeout: LONGEST,
    });
    expect(exitCode, stdout + stderr).toBe(0);
  },
  LONGEST,
);
