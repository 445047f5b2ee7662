import { beforeAll, describe, expect, it } from 'vitest';
import type { ProbeResult } from '../../src/lab/probe.ts';
import { cli, cliJson } from './support/cli.ts';
import { labName } from './support/labs.ts';

describe('a signed zone', () => {
  let lab: string;
  beforeAll(async () => {
    lab = labName('dnssec');
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

  it('validates at every client, whichever site answers, and after a change', async () => {
    expect(await probe()).toEqual({ exitCode: 0, asked: 4, bad: [] });
    await cliJson(['zone', 'update', 'anycast.test', 'www A 203.0.113.9', '--lab', lab]);
    expect(await probe()).toEqual({ exitCode: 0, asked: 4, bad: [] });
  });
});
