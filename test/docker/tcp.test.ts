import { beforeAll, describe, expect, it } from 'vitest';
import type { FailoverDocument } from '../../src/cli/reporters/failover-json.ts';
import type { ProbeResult } from '../../src/lab/probe.ts';
import { cli, cliJson } from './support/cli.ts';
import { labName } from './support/labs.ts';

describe('TCP', () => {
  let lab: string;
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

  it('is refused over TLS by servers that do not speak it, and says so', async () => {
    const { exitCode, stdout } = await cli(['probe', lab, '--tls', '--json']);
    expect(exitCode).toBe(1);
    const { entries } = JSON.parse(stdout) as ProbeResult;
    expect(entries.map(({ problem }) => problem?.kind)).toEqual(Array(4).fill('unanswered'));
  });

  it('breaks by a reset where routes change, at once both times, and holds where they do not', async () => {
    const { runs } = await cliJson<FailoverDocument>([
      'failover',
      'fra',
      '--lab',
      lab,
      '--tcp',
      '--interval',
      '50',
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
});
