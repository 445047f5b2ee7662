import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FailoverDocument } from '../../src/cli/reporters/failover-json.ts';
import type { ProbeResult } from '../../src/lab/probe.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { decodeResult } from '../../src/report/result-file.ts';
import { evaluateRun } from '../../src/scenario/evaluate-run.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import { cliJson } from './support/cli.ts';
import { labName } from './support/labs.ts';

describe('TCP', () => {
  let lab: string;
  const folder = mkdtempSync(join(tmpdir(), 'anycast-lab-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeAll(async () => {
    lab = labName('tcp');
    await cliJson(['up', 'tcp-stickiness', '--name', lab]);
  });

  it('has the catchment that UDP has', async () => {
    const [tcp, udp] = [
      await cliJson<ProbeResult>(['probe', lab, '--tcp']),
      await cliJson<ProbeResult>(['probe', lab]),
    ];
    const servers = ({ entries }: ProbeResult) =>
      entries.map(({ client, family, server }) => ({ client, family, server }));
    expect(tcp.transport).toBe('tcp');
    expect(servers(tcp)).toEqual(servers(udp));
  });

  it('breaks by a reset where routes change, at once both times, and holds where they do not', async () => {
    const { runs } = await cliJson<FailoverDocument>([
      'failover',
      'fra',
      '--lab',
      lab,
      '--tcp',
      ...['--interval', '50', '--report', join(folder, 'result.json')],
    ]);
    const { tcp } = runs[0] ?? {};
    expect(tcp?.version).toBe(1);
    const [away = [], back = []] = tcp?.steps ?? [];
    for (const [outcomes, from, to] of [
      [away, 'fra', 'nyc'],
      [back, 'nyc', 'fra'],
    ] as const) {
      const berlin = outcomes.filter(({ client }) => client === 'berlin');
      expect(berlin).toMatchObject(
        [4, 6].map((family) => ({
          ...{ family, from, breaks: 1, works: true },
          broke: { how: 'reset' },
          again: { site: to, failures: 0 },
        })),
      );
      // The next query, 100 ms after the one before, is what finds out.
      for (const { broke } of berlin) expect(broke?.after).toBeLessThan(2_000_000);
      for (const { broke } of berlin) expect(broke?.waited).toBeLessThan(400_000);
      expect(outcomes.filter(({ client }) => client === 'chicago')).toMatchObject(
        [4, 6].map((family) => ({ family, from: 'nyc', broke: null, again: null, works: true })),
      );
    }
  });

  it('is in the result that was kept, for reports, and within what the topology expects of these steps', () => {
    const result = decodeResult(readFileSync(join(folder, 'result.json'), 'utf8'));
    expect(renderMarkdown(result)).toContain('TCP: 2 of 4 connections broke (2 reset), noticed after');
    const [measured] = result.labs;
    const run = measured?.scenarios[0]?.run;
    const parsed = parseTopology(measured?.topology.source ?? '', 'tcp-stickiness.yaml');
    if (measured === undefined || run == null || !('topology' in parsed)) throw new Error('nothing was kept');
    const checks = (parsed.topology.scenarios ?? []).flatMap((scenario) =>
      evaluateRun(measured.plan, scenario, run),
    );
    expect(checks.filter(({ held }) => !held)).toEqual([]);
    const what = new Set(checks.map((check) => check.what));
    expect(what).toEqual(new Set(['catchment', 'lost', 'connections-broken', 'noticed-after', 'others']));
  });
});
