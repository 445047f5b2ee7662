/** Faults that are stopped half-way, refused, or asked for twice at once: what then is in force, and what is on record. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { FaultList } from '../../src/lab/fault.ts';
import type { LabStatus } from '../../src/lab/status.ts';
import { cli, cliJson, startCli } from './support/cli.ts';
import { killNode } from './support/engine.ts';
import { execIn, startLab } from './support/labs.ts';
import { processesInFabric } from './support/processes.ts';

/** With one site there is nowhere else to go: a site that drains gets queries for as long as somebody sends them. */
const ONE_SITE = `
sites: { aix: }
routers: { near: }
clients: { alma: near }
links: [ aix -> near ]
`;

const soon = <T>(assertion: () => Promise<T>) => vi.waitFor(assertion, { timeout: 15_000, interval: 100 });

async function inForce(lab: string): Promise<readonly string[]> {
  return (await cliJson<FaultList>(['faults', lab])).faults.map(({ kind, target }) => `${kind} ${target}`);
}

async function announced(lab: string): Promise<readonly boolean[] | undefined> {
  // Exit code 1: something is not as it should be, which may be so for a moment.
  const { nodes } = JSON.parse((await cli(['status', lab, '--json'])).stdout) as LabStatus;
  return nodes.find(({ node }) => node === 'aix')?.announces?.map((prefix) => prefix.announced);
}

async function configuration(lab: string): Promise<string> {
  return (await execIn(lab, 'aix', 'vtysh', '-c', 'show running-config')).stdout;
}

/** How many agents work in the lab's fabric. */
async function agents(lab: string): Promise<number> {
  return (await processesInFabric(lab)).filter((line) => line.includes('-m agent')).length;
}

/** Kills one of FRR's daemons, as when it crashes. In there root may not signal others' processes, but may become them. */
async function killProgram(lab: string, router: string, program: string): Promise<void> {
  const kill = `cd /proc; for p in [0-9]*; do [ "$(cat $p/comm)" != ${program} ] || kill -KILL $p; done`;
  expect((await execIn(lab, router, 'setpriv', '--reuid', 'frr', 'sh', '-c', kill)).exitCode).toBe(0);
}

describe('a fault that is stopped half-way', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('stopped', ONE_SITE);
  });

  /** Starts to drain a site that goes on getting queries. */
  async function startDraining() {
    const running = startCli(['fault', 'drain', 'aix', '--lab', lab, '--deadline', '60']);
    await soon(async () => expect(await configuration(lab)).toContain('route-map drain--to-provider out'));
    return { running };
  }

  async function withQueries<T>(work: () => Promise<T>): Promise<T> {
    const asking = 'while :; do dig +tries=1 +time=1 @192.0.2.53 anycast.test soa; done';
    const client = startCli(['exec', '--lab', lab, 'alma', '--', 'timeout', '60', 'sh', '-c', asking]);
    try {
      return await work();
    } finally {
      await execIn(lab, 'alma', 'sh', '-c', 'kill -KILL -1');
      await client;
    }
  }

  it('is undone when it is interrupted, at once, and the command ends with 130', async () => {
    await withQueries(async () => {
      const { running } = await startDraining();
      const began = performance.now();
      running.kill('SIGINT');
      const { exitCode, stdout } = await running;
      expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' });
      expect(performance.now() - began).toBeLessThan(15_000);
    });
    expect(await inForce(lab)).toEqual([]);
    expect(await announced(lab)).toEqual([true, true]);
    expect(await configuration(lab)).not.toContain('route-map drain--to-provider out');
    expect(await agents(lab)).toBe(0);
  });

  it('goes no further when its command is killed, so that nothing undoes a restore', async () => {
    await withQueries(async () => {
      const { running } = await startDraining();
      running.kill('SIGKILL');
      await running;
      await soon(async () => expect(await agents(lab)).toBe(0));
      expect(await inForce(lab)).toEqual(['drain aix']);
      expect((await cli(['restore', '--lab', lab])).exitCode).toBe(0);
    });
    expect(await inForce(lab)).toEqual([]);
    expect(await announced(lab)).toEqual([true, true]);
  });

  it('is undone when it flaps, whatever it was just doing', async () => {
    const words = [
      'fault',
      'flap',
      'aix',
      '--lab',
      lab,
      '--flap',
      'bgp-kill',
      '--every',
      '20',
      '--times',
      '2',
    ];
    const running = startCli(words);
    await soon(async () => expect(await inForce(lab)).toEqual(['bgp-kill aix']));
    running.kill('SIGINT');
    expect((await running).exitCode).toBe(130);
    expect(await inForce(lab)).toEqual([]);
    expect(await announced(lab)).toEqual([true, true]);
  });
});

describe('a fault that cannot be done', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('refused', ONE_SITE);
  });

  it('is not on record: neither where its node is dead nor where its program is', async () => {
    await killProgram(lab, 'aix', 'bgpd');
    const noProgram = await cli(['fault', 'bgp-hang', 'aix', '--lab', lab]);
    expect(noProgram.stderr).toBe(
      `anycast-lab: the fabric of ${lab}: bgpd does not run in aix\n` +
        `If a fault before this one is in its way, bring all back first: anycast-lab restore --lab ${lab}`,
    );
    expect(noProgram.exitCode).toBe(3);
    expect(await inForce(lab)).toEqual([]);
    await killNode(lab, 'aix');
    const needAix = [
      ['fault', 'bgp-kill', 'aix', '--lab', lab],
      ['fault', 'flap', 'aix', '--lab', lab, '--flap', 'bgp-kill'],
      ['failover', 'aix', '--lab', lab],
      ['routes', 'aix', '--lab', lab],
      ['whatif', '--lab', lab, 'prepend', 'aix', '2'],
      ['exec', '--lab', lab, 'aix', '--', 'true'],
    ];
    for (const words of needAix) {
      const { exitCode, stderr } = await cli(words);
      expect([words[0], exitCode, stderr]).toEqual([
        ...[
          words[0],
          3,
          expect.stringMatching(/aix is not running.*\nBring it back: anycast-lab restore --lab /),
        ],
      ]);
      expect(await inForce(lab)).toEqual([]);
    }
    expect((await cli(['status', lab])).stdout).toMatch(/aix .*Exited/);
    expect((await cli(['restore', '--lab', lab])).exitCode).toBe(0);
  });

  it('is done once where it is asked for twice at the same time', async () => {
    const kinds = ['link-down', 'blackhole', 'link-down', 'blackhole'];
    const all = await Promise.all(kinds.map((kind) => cli(['fault', kind, 'aix', '--lab', lab])));
    expect(all.map(({ exitCode }) => exitCode).toSorted()).toEqual([0, 2, 2, 2]);
    expect(await inForce(lab)).toHaveLength(1);
    expect((await cli(['restore', '--lab', lab])).exitCode).toBe(0);
  });

  it('is over with what it belongs to: a link’s with its site', async () => {
    expect((await cli(['fault', 'link-down', 'aix--near', '--lab', lab])).exitCode).toBe(0);
    expect((await cli(['restore', 'aix', '--lab', lab])).exitCode).toBe(0);
    expect(await inForce(lab)).toEqual([]);
    expect((await cli(['fault', 'blackhole', 'aix--near', '--lab', lab])).exitCode).toBe(0);
    expect((await cli(['restore', '--lab', lab])).exitCode).toBe(0);
  });
});

describe('a lab that is being measured', () => {
  it('is not to be changed by other commands, until whoever measures it is gone', async () => {
    const lab = await startLab('claimed', ONE_SITE);
    // With nowhere else to go the clients never settle, and the run lasts as long as it may.
    const running = startCli(['failover', 'aix', '--lab', lab, '--for', '60']);
    await soon(async () => expect(await inForce(lab)).toEqual(['withdraw aix']));
    for (const words of [['fault', 'link-down', 'aix--near'], ['restore'], ['restore', 'aix']]) {
      const refused = await cli([...words, '--lab', lab]);
      expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
      expect(refused.stderr).toContain(`${lab} is being measured by another command`);
    }
    expect(await inForce(lab)).toEqual(['withdraw aix']);
    running.kill('SIGKILL');
    await running;
    await soon(async () => expect((await cli(['restore', '--lab', lab])).exitCode).toBe(0));
    expect(await inForce(lab)).toEqual([]);

    const changing = startCli(['fault', 'flap', 'aix', '--lab', lab, '--every', '30', '--times', '2']);
    await soon(async () => expect(await inForce(lab)).toEqual(['withdraw aix']));
    expect((await cli(['failover', 'aix', '--lab', lab])).exitCode).toBe(2);
    changing.kill('SIGINT');
    expect((await changing).exitCode).toBe(130);
    expect(await announced(lab)).toEqual([true, true]);
  });
});
