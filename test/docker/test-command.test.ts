import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LabSummary } from '../../src/lab/list.ts';
import { measureRun } from '../../src/measure/run-figures.ts';
import { decodeResult } from '../../src/report/result-file.ts';
import { cli, cliJson, startCli } from './support/cli.ts';
import { startLab } from './support/labs.ts';

/** Coarse enough for a busy machine to keep up with. */
const INTERVAL = ['--interval', '100'];

/** A name that the labs of this run can be told by. */
const NAME = `tc-${Math.random().toString(36).slice(2, 8)}`;

const LAB = `
name: ${NAME}
sites: { aix, bcn, cdg }
routers: { aix-net, bcn-net, core }
clients: { alma: aix-net, beto: bcn-net }
links:
  - { link: aix -> aix-net, password: s3cret }
  - bcn -> bcn-net
  - cdg -> core
  - aix-net -> core
  - bcn-net -> core
`;

const GOOD = `topology: lab.yaml
expect: { catchment: { alma: aix, beto: bcn } }
scenarios:
  lose-aix:
    - fault: withdraw
      target: aix
      expect:
        catchment: { alma: cdg, beto: bcn }
        outage: < 2s
        lost: <= 20
        others: unaffected
    - restore: aix
      expect: { catchment: { alma: aix }, outage: < 2s }
`;

let directory: string;
const file = (name: string): string => join(directory, name);
const directories: string[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'anycast-lab-test-'));
  directories.push(directory);
  writeFileSync(file('lab.yaml'), LAB);
  writeFileSync(file('good.yaml'), GOOD);
});
afterAll(async () => {
  for (const each of directories) rmSync(each, { recursive: true });
  for (const lab of await labsOfThisRun()) await cli(['down', lab]);
});

async function labsOfThisRun(): Promise<readonly string[]> {
  const labs = await cliJson<readonly LabSummary[]>(['list']);
  return labs.map(({ lab }) => lab).filter((lab) => lab.startsWith(`test-${NAME}`));
}

const REPORTS = ['r.json', 'r.xml', 'r.md', 'r.html'];
const reports = (): readonly string[] => [
  ...['--json', file('r.json'), '--junit', file('r.xml')],
  ...['--markdown', file('r.md'), '--html', file('r.html')],
];

describe('test', () => {
  it('ends with 0 where all holds, every time, and leaves nothing', async () => {
    const { exitCode, stdout, stderr } = await cli([
      ...['test', file('good.yaml'), '--repeat', '2'],
      ...INTERVAL,
      ...reports(),
    ]);
    expect(exitCode, `${stdout}${stderr}`).toBe(0);
    expect(stdout).toContain('held catchments: 4 of 4 expectations held');
    expect(stdout).toMatch(/held lose-aix, run 1: \d+ of \d+ expectations held, 2 steps/);
    expect(stdout).toMatch(/held lose-aix, run 2: /);
    expect(await labsOfThisRun()).toEqual([]);
    expect(readdirSync(directory)).toEqual(expect.arrayContaining(REPORTS));
    for (const report of REPORTS) expect(readFileSync(file(report), 'utf8')).not.toContain('s3cret');
    const [lab] = decodeResult(readFileSync(file('r.json'), 'utf8')).labs;
    expect(lab?.topology.source).toBe(LAB.replace('s3cret', '"(hidden)"'));
    expect(lab).toMatchObject({
      ...{ problem: null, interrupted: false, kept: null, topology: { name: NAME } },
      environment: {
        frr: expect.stringMatching(/^\d+\.\d+/),
        servers: { nsd: expect.stringMatching(/^\d+\.\d+/) },
      },
    });
    expect(lab?.scenarios.map(({ name, repeat }) => `${name} ${repeat}`)).toEqual([
      'lose-aix 1',
      'lose-aix 2',
    ]);
    expect(lab?.scenarios[0]?.run?.steps.map(({ action, target }) => `${action} ${target}`)).toEqual([
      'fault aix',
      'restore aix',
    ]);
  });

  it('follows every lost query with --forensics', async () => {
    writeFileSync(
      file('kill.yaml'),
      'topology: lab.yaml\nscenarios: { kill: [{ fault: server-kill, target: aix }, { restore: aix }] }\n',
    );
    const { exitCode, stdout } = await cli([
      ...['test', file('kill.yaml'), '--forensics', '--json', file('r.json')],
      ...INTERVAL,
    ]);
    expect(exitCode, stdout).toBe(0);
    expect(stdout).toMatch(/server-kill aix, lost queries: .*\d+ sent-to-dead-site aix/);
    const [lab] = decodeResult(readFileSync(file('r.json'), 'utf8')).labs;
    const [{ run, forensics } = { run: null }] = lab?.scenarios ?? [];
    if (lab === undefined || run === null || forensics === undefined) throw new Error(stdout);
    const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
    expect(forensics.counts.map((counts) => sum(counts.map(({ lost }) => lost)))).toEqual(
      measureRun(lab.plan, run).map(({ outcomes }) => sum(outcomes.map(({ lost }) => lost))),
    );
    expect(new Set(forensics.timeline.map(({ kind }) => kind))).toEqual(
      new Set(['fault', 'health', 'fib', 'bgp', 'loss', 'restore']),
    );
  });

  it('ends with 1 where something does not, and says what was expected, what was seen, and from what', async () => {
    writeFileSync(
      file('bad.yaml'),
      GOOD.replace('alma: aix, beto: bcn', 'alma: cdg').replace('{ alma: cdg, beto: bcn }', '{ alma: bcn }'),
    );
    const { exitCode, stdout } = await cli(['test', file('bad.yaml'), ...INTERVAL, ...reports()]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('alma IPv4 catchment cdg, seen aix');
    expect(stdout).toContain('step 1, withdraw aix: alma IPv6 catchment bcn, seen cdg');
    expect(stdout).toMatch(/answered by aix, then cdg; .*a query every 100 ms/);
    expect(readFileSync(file('r.xml'), 'utf8')).toMatch(/<testsuites [^>]*failures="4"/);
    expect(await labsOfThisRun()).toEqual([]);
  });

  it('ends with 2 where a file is wrong, before it starts anything', async () => {
    writeFileSync(file('bad.yaml'), GOOD.replace('target: aix', 'target: aux'));
    const result = await cli(['test', file('good.yaml'), file('bad.yaml'), ...reports()]);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain('bad.yaml:6:15: there is no site "aux"; write "aix"');
    expect(existsSync(file('r.json'))).toBe(false);
    expect((await cli(['test', file('good.yaml'), '--scenario', 'lose-bcn'])).stderr).toContain(
      'There are: lose-aix',
    );
    expect((await cli(['test', file('good.yaml'), '--json', file('none/r.json')])).exitCode).toBe(2);
  });

  it('ends with 130 when it is interrupted, with reports, and leaves nothing', async () => {
    const running = startCli(['test', file('good.yaml'), ...INTERVAL, ...reports()]);
    let said = '';
    running.stderr?.on('data', (part: Buffer) => {
      if (!said.includes('withdraw at aix') && `${said}${part}`.includes('withdraw at aix'))
        running.kill('SIGINT');
      said += part.toString();
    });
    const { exitCode, stdout, stderr } = await running;
    expect(exitCode, stderr).toBe(130);
    expect(stdout).toMatch(
      /interrupted lose-aix: broken off before an expectation could be checked, \d steps/,
    );
    expect(stdout).not.toContain('nothing expected');
    expect(await labsOfThisRun()).toEqual([]);
    expect(readdirSync(directory)).toEqual(expect.arrayContaining(REPORTS));
    const [lab] = decodeResult(readFileSync(file('r.json'), 'utf8')).labs;
    expect(lab).toMatchObject({
      interrupted: true,
      scenarios: [{ name: 'lose-aix', problem: 'interrupted' }],
    });
  });

  it('ends with 3 where a lab does not come up, with reports, and leaves nothing', async () => {
    const { exitCode, stdout } = await cli(['test', file('good.yaml'), '--timeout', '1', ...reports()]);
    expect(exitCode, stdout).toBe(3);
    expect(stdout).toContain('did not converge within 1 s');
    expect(await labsOfThisRun()).toEqual([]);
    expect(readdirSync(directory)).toEqual(expect.arrayContaining(REPORTS));
    expect(decodeResult(readFileSync(file('r.json'), 'utf8')).labs).toMatchObject([
      { problem: expect.stringContaining('did not converge'), scenarios: [], environment: { frr: null } },
    ]);
  });

  it('ends with 3 where there is no engine, with reports', async () => {
    const env = { DOCKER_HOST: 'unix:///nowhere/engine.sock' };
    const { exitCode, stdout } = await cli(['test', file('good.yaml'), ...reports()], { env });
    expect(exitCode).toBe(3);
    expect(stdout).toContain('unix:///nowhere/engine.sock');
    expect(readdirSync(directory)).toEqual(expect.arrayContaining(REPORTS));
  });

  it('leaves the lab up with --keep, and says its name', async () => {
    writeFileSync(file('bare.yaml'), 'topology: lab.yaml\n');
    const { exitCode, stdout } = await cli(['test', file('bare.yaml'), '--keep']);
    expect(exitCode, stdout).toBe(0);
    const [lab = ''] = await labsOfThisRun();
    expect(stdout).toContain(`The lab ${lab} is up: anycast-lab down ${lab}`);
    expect((await cli(['down', lab])).exitCode).toBe(0);
  });

  it('tests two files at once with --jobs 2, in labs of their own', async () => {
    writeFileSync(file('bare.yaml'), 'topology: lab.yaml\n');
    const running = startCli(['test', file('bare.yaml'), file('bare.yaml'), '--jobs', '2']);
    await vi.waitFor(async () => expect(await labsOfThisRun()).toHaveLength(2), {
      timeout: 60_000,
      interval: 100,
    });
    const { exitCode, stdout } = await running;
    expect(exitCode, stdout).toBe(0);
    expect(stdout.match(/bare\.yaml: measured.*\n {2}It expects nothing/g)).toHaveLength(2);
  });
});

describe('expect --write', () => {
  it("records a lab's catchments, which it then holds", async () => {
    const lab = await startLab('expect', LAB);
    const before = readFileSync(file('lab.yaml'), 'utf8');
    const { exitCode, stdout } = await cli(['expect', '--write', file('lab.yaml'), lab]);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `Wrote what is expected of 2 clients of ${lab} into ${file('lab.yaml')}.`,
    });
    expect(readFileSync(file('lab.yaml'), 'utf8')).toBe(
      `${before}\nexpect:\n  catchment:\n    alma: aix\n    beto: bcn\n`,
    );
    expect((await cli(['validate', file('lab.yaml')])).exitCode).toBe(0);
    const other = await cli(['expect', '--write', file('lab.yaml').replace('lab.yaml', 'good.yaml'), lab]);
    expect(other.exitCode).toBe(0);
    expect(readFileSync(file('good.yaml'), 'utf8')).toBe(GOOD);
    expect((await cli(['expect', '--write', 'three-sites', lab])).exitCode).toBe(2);
  });
});
