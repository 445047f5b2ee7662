import { beforeAll, describe, expect, it } from 'vitest';
import type { ProbeResult } from '../../src/lab/probe.ts';
import { cli, cliJson } from '../docker/support/cli.ts';
import { labName } from '../docker/support/labs.ts';

describe('a site that hears nothing from the primary any more', () => {
  let lab: string;
  beforeAll(async () => {
    lab = labName('stale');
    await cliJson(['up', 'stale-site', '--name', lab]);
  });

  const answering = async (): Promise<string> => {
    const { stdout } = await cli(['probe', lab, '--json']);
    const { entries } = JSON.parse(stdout) as ProbeResult;
    return [...new Set(entries.filter(({ client }) => client === 'berlin').map(({ site }) => site))].join();
  };

  it('withdraws itself, says why, and comes back when it does hear', async () => {
    expect(await answering()).toBe('fra');
    await cliJson(['fault', 'link-down', 'fra--backbone', '--lab', lab]);
    expect(await answering()).toBe('fra');
    await expect.poll(answering, { timeout: 15_000, interval: 200 }).toBe('nyc');
    expect((await cli(['status', lab])).stdout).toContain('has not been confirmed with the primary for 3 s');
    await cliJson(['restore', '--lab', lab]);
    await expect.poll(answering, { timeout: 20_000, interval: 200 }).toBe('fra');
  });
});
