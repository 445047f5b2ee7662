/** The ladder of BGP's decision, step by step: what we compute beside the reason that FRR gives. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, it, vi } from 'vitest';
import type { ExplainResult } from '../../src/lab/explain.ts';
import { cli, cliJson } from './support/cli.ts';
import { startLab } from './support/labs.ts';

const LADDER = readFileSync(new URL('../../topologies/decision-ladder.yaml', import.meta.url), 'utf8');

/** Each step that a client is called after: what FRR calls it, who decides by it, and for whom. */
const STEPS = [
  ['weight', 'Weight', 'by-weight', 'nyc'],
  ['local-pref', 'Local Pref', 'by-local-pref', 'nyc'],
  ['own', 'Local Route', 'ams', 'ams'],
  ['as-path', 'AS Path', 'by-as-path', 'nyc'],
  ['origin', 'Origin', 'by-origin', 'nyc'],
  ['med', 'MED', 'by-med', 'nyc'],
  ['ebgp', 'Peer Type', 'by-ebgp', 'nyc'],
  ['igp-metric', 'IGP Metric', 'by-igp-metric', 'nyc'],
  ['router-id', 'Router ID', 'by-router-id', 'fra'],
  ['neighbor', 'Neighbor IP', 'by-neighbor', 'fra'],
] as const;

const soon = <T>(assertion: () => Promise<T>) => vi.waitFor(assertion, { timeout: 15_000, interval: 100 });

let lab: string;
beforeAll(async () => {
  lab = await startLab('ladder', LADDER);
});

/** What decided at a router on the way of a client, over each IP version. */
async function decisionsFor(client: string, router: string) {
  const { explanations, agrees } = await cliJson<ExplainResult>(['explain', client, '--lab', lab]);
  return explanations.map(({ family, end, hops }) => {
    const hop = hops.find((each) => each.router === router);
    const lost = hop?.candidates.map(({ lostBy }) => lostBy);
    return { family, end, lost, reason: hop?.reason, agrees };
  });
}

it('answers each client from the site that its step is for', async () => {
  const { exitCode, stdout } = await cli(['probe', lab]);
  expect(exitCode, stdout).toBe(0);
});

it.concurrent.each(STEPS)('decides by %s, which FRR calls %s', async (step, reason, router, site) => {
  const decided = { end: { kind: 'site', site }, lost: [null, step], reason, agrees: true };
  expect(await decisionsFor(step, router)).toEqual([
    { family: 4, ...decided },
    { family: 6, ...decided },
  ]);
});

it('keeps the older path after failback', async () => {
  await cliJson(['fault', 'withdraw', 'fra', '--lab', lab]);
  await soon(async () => {
    for (const { end } of await decisionsFor('oldest', 'by-oldest')) {
      expect(end).toEqual({ kind: 'site', site: 'nyc' });
    }
  });
  await cliJson(['restore', 'fra', '--lab', lab]);
  const kept = {
    end: { kind: 'site', site: 'nyc' },
    lost: [null, 'oldest'],
    reason: 'Older Path',
    agrees: true,
  };
  await soon(async () => {
    expect(await decisionsFor('oldest', 'by-oldest')).toEqual([
      { family: 4, ...kept },
      { family: 6, ...kept },
    ]);
  });
  const [back] = await decisionsFor('router-id', 'by-router-id');
  expect(back?.end).toEqual({ kind: 'site', site: 'fra' });
});
