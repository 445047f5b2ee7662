/** Users behind real resolvers: what Unbound's retries and cache make of what is lost on the wire. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { measureRun } from '../../src/measure/run-figures.ts';
import { measureUsers } from '../../src/measure/users.ts';
import { decodeResult } from '../../src/report/result-file.ts';
import { cli } from './support/cli.ts';
import { topologyFile } from './support/labs.ts';

/** In ms: a scenario that the machine was too busy for is run again. */
const LONGEST = 240_000;

it(
  'users of a zone on two prefixes hardly notice that one of them is silent',
  async () => {
    const json = `${topologyFile('')}.json`;
    const words = ['test', 'resolver-retry', '--interval', '50', '--json', json];
    const { exitCode, stdout, stderr } = await cli(words, { timeout: LONGEST });
    expect(exitCode, stdout + stderr).toBe(0);

    const [lab] = decodeResult(readFileSync(json, 'utf8')).labs;
    const run = lab?.scenarios[0]?.run;
    if (lab === undefined || !run) throw new Error(`no run: ${stdout}`);
    // On the wire all that is sent to one of the two prefixes is lost for two seconds at the least.
    const [away] = measureRun(lab.plan, run);
    const lost = away?.outcomes.filter(({ service }) => service === 'one').map((each) => each.lost) ?? [];
    expect(Math.min(...lost)).toBeGreaterThan(30);

    const [users = []] = measureUsers(lab.plan, run);
    const find = (client: string, fresh: boolean) =>
      users.find((user) => user.client === client && user.fresh === fresh)?.slowest ?? -1;
    // A resolver waits 50 ms at the least before it asks another server (Unbound's RTT_MIN_TIMEOUT).
    for (const slowest of [find('berlin', true), find('chicago', true), find('chicago', false)]) {
      expect(slowest).toBeGreaterThan(50_000);
    }
    // What it has in its cache it need not ask for.
    expect(find('berlin', false)).toBeLessThan(50_000);
  },
  LONGEST,
);
