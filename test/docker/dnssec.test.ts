import { beforeAll, describe, expect, it } from 'vitest';
import { cliJson } from './support/cli.ts';
import { labName } from './support/labs.ts';
import { validated } from './support/signed-zone.ts';

describe('a signed zone', () => {
  let lab: string;
  beforeAll(async () => {
    lab = labName('dnssec');
    await cliJson(['up', 'dnssec', '--name', lab]);
  });

  it('validates at every client, whichever site answers, and after a change', async () => {
    expect(await validated(lab)).toEqual({ exitCode: 0, asked: 4, bad: [] });
    await cliJson(['zone', 'update', 'anycast.test', 'www A 203.0.113.9', '--lab', lab]);
    expect(await validated(lab)).toEqual({ exitCode: 0, asked: 4, bad: [] });
  });
});
