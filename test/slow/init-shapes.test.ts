/** What `init` writes, in each shape, comes up on real routers, and every client is answered; three-tier is in test/docker. */
import { expect, it } from 'vitest';
import { SHAPE_NAMES } from '../../src/init/shapes.ts';
import type { ProbeResult } from '../../src/lab/probe.ts';
import { cli, cliJson } from '../docker/support/cli.ts';
import { startLab } from '../docker/support/labs.ts';

const SITES = ['fra', 'nyc', 'sin'];

it.each(SHAPE_NAMES.filter((shape) => shape !== 'three-tier'))('a network of the shape %s', async (shape) => {
  const words = ['init', '-', '--shape', shape, '--sites', SITES.join(','), '--clients', '4'];
  const { stdout: text } = await cli(words);
  const lab = await startLab(`init-${shape}`, text);
  const { entries, good } = await cliJson<ProbeResult>(['probe', lab]);
  // Four clients over two IP versions, each by the same site over both.
  expect(entries).toHaveLength(8);
  expect(good).toBe(true);
  for (const { client, site } of entries) {
    expect(SITES).toContain(site);
    const both = entries.filter((entry) => entry.client === client);
    expect(new Set(both.map((entry) => entry.site)).size, client).toBe(1);
  }
  expect((await cli(['status', lab])).exitCode).toBe(0);
});
