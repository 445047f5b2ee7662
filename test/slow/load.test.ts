/** What bundled topologies say of load, on real servers. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { LoadResult } from '../../src/lab/load.ts';
import { cli, cliJson } from '../docker/support/cli.ts';
import { labName } from '../docker/support/labs.ts';

/** Shares of what was sent that were answered, by client. */
const answeredIn = ({ clients }: LoadResult) =>
  Object.fromEntries(clients.map(({ client, sent, answered }) => [client, answered / sent]));

/** A client that gets no answer at all makes the exit code 1. */
const loaded = async (words: readonly string[]): Promise<LoadResult> => {
  const { exitCode, stdout, stderr } = await cli([...words, '--json']);
  expect([0, 1], stderr).toContain(exitCode);
  return JSON.parse(stdout) as LoadResult;
};

describe('overload-one-site', () => {
  it('loses what comes to the small site, and nothing of what comes to the other', async () => {
    const lab = labName('overload');
    await cliJson(['up', 'overload-one-site', '--name', lab]);
    const load = ['load', lab, '--qps', '5000', '--for', '3', '--family', '4'];
    const { berlin, chicago } = answeredIn(await loaded(load));
    expect(berlin).toBeLessThan(0.8);
    expect(chicago).toBe(1);
  });
});

describe('dilution', () => {
  let lab: string;
  beforeAll(async () => {
    lab = labName('dilution');
    await cliJson(['up', 'dilution', '--name', lab]);
  });
  const attack = (...words: readonly string[]) =>
    loaded(['load', lab, '--for', '3', '--family', '4', ...words]);

  it('an attack from one network reaches one site, and hurts whom a limit takes for the attacker', async () => {
    const result = await attack('--clients', 'bot1', '--qps', '1500');
    expect(result.sites.filter(({ share }) => share.count > 0).map(({ site }) => site)).toEqual(['fra']);
    const { bot1, berlin, ...others } = answeredIn(result);
    expect(bot1).toBeLessThan(0.6);
    expect(berlin).toBeLessThan(0.6);
    expect(others).toEqual({ bot2: 1, chicago: 1, bot3: 1, tokyo: 1 });
  });

  it('the same from three networks is below every limit', async () => {
    const result = await attack('--clients', 'bot1,bot2,bot3', '--qps', '1200');
    expect(result.sites.map(({ share }) => Math.round((10 * share.count) / share.of))).toEqual([3, 3, 3]);
    expect(Object.values(answeredIn(result))).toEqual([1, 1, 1, 1, 1, 1]);
  });
});
