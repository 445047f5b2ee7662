import { beforeAll, describe, expect, it } from 'vitest';
import { cli, cliJson } from '../docker/support/cli.ts';
import { labName } from '../docker/support/labs.ts';
import { validated } from '../docker/support/signed-zone.ts';

describe('what a signed zone’s sites answer', () => {
  let lab: string;
  beforeAll(async () => {
    lab = labName('expired');
    await cliJson(['up', 'dnssec', '--name', lab]);
  });

  it('does not validate where a site that hears nothing of the primary serves expired signatures, which is named', async () => {
    await cliJson(['fault', 'link-down', 'fra--backbone', '--lab', lab]);
    await expect
      .poll(async () => (await validated(lab)).bad, { timeout: 40_000, interval: 500 })
      .toEqual([
        'fra: RRSIG has expired',
        expect.stringMatching(/^berlin: SERVFAIL: .*signature expired from 192\.0\.2\.53/),
      ]);
    const { stdout } = await cli(['probe', lab, '--dnssec']);
    expect(stdout).toContain('What fra answers does not validate.');
    expect(stdout).toContain('No answer from their own resolvers that is validated: berlin (fra).');
    await cliJson(['restore', '--lab', lab]);
    await expect.poll(async () => (await validated(lab)).bad, { timeout: 20_000, interval: 500 }).toEqual([]);
  });
});
