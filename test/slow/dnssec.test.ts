import { beforeAll, describe, expect, it } from 'vitest';
import type { ProbeResult } from '../../src/lab/probe.ts';
import { cli, cliJson } from '../docker/support/cli.ts';
import { labName } from '../docker/support/labs.ts';

describe('what a signed zone’s sites answer', () => {
  let lab: string;
  beforeAll(async () => {
    lab = labName('expired');
    await cliJson(['up', 'dnssec', '--name', lab]);
  });

  const probe = async () => {
    const { exitCode, stdout, stderr } = await cli(['probe', lab, '--dnssec', '--json']);
    expect(stdout, stderr).not.toBe('');
    const { dnssec = [] } = JSON.parse(stdout) as ProbeResult;
    const bad = dnssec.filter(({ valid }) => !valid);
    return {
      exitCode,
      asked: dnssec.length,
      bad: [...new Set(bad.map(({ site, reason }) => `${site}: ${reason}`))],
    };
  };

  it('does not validate where a site that hears nothing of the primary serves expired signatures, which is named', async () => {
    await cliJson(['fault', 'link-down', 'fra--backbone', '--lab', lab]);
    await expect
      .poll(async () => (await probe()).bad, { timeout: 40_000, interval: 500 })
      .toEqual(['fra: RRSIG has expired']);
    expect((await cli(['probe', lab, '--dnssec'])).stdout).toContain('What fra answers does not validate.');
    await cliJson(['restore', '--lab', lab]);
    await expect.poll(async () => (await probe()).bad, { timeout: 20_000, interval: 500 }).toEqual([]);
  });
});
