/** Keys and passwords of a lab, looked for in all that the program shows and writes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import type { LabPlan } from '../../src/plan/lab-plan.ts';
import { decodeResult } from '../../src/report/result-file.ts';
import { PRIMARY_KINDS } from '../../src/topology/topology.ts';
import { type CliResult, cli, cliJson } from '../docker/support/cli.ts';
import { inspectContainersOf } from '../docker/support/engine.ts';
import { execIn } from '../docker/support/labs.ts';

const folder = mkdtempSync(join(tmpdir(), 'anycast-lab-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => join(folder, name);

const PASSWORDS = ['s3cret-of-a-link', 's3cret-of-a-line'];

const topology = (primary: string): string => `
services:
  dns: { prefixes: [192.0.2.0/24], zone: anycast.test, dnssec: true }
primary: { router: hq, kind: ${primary} }
sites:
  fra: { servers: { kind: nsd, tls: true } }
  nyc: { servers: { kind: bind, tls: true } }
  sin: { servers: { kind: knot, tls: true } }
routers:
  hq:
    frr: |
      router bgp
       neighbor friends peer-group
       neighbor friends password ${PASSWORDS[1]}
clients: { berlin: { router: hq, resolver: unbound } }
links:
  - { link: fra -> hq, password: ${PASSWORDS[0]} }
  - nyc -> hq
  - sin -> hq
scenarios:
  one-dies: [{ fault: server-kill, target: fra }, { restore: fra }]
`;

/** All files of a server or primary with something that nobody else is to know, those of its daemon's too. */
const KEY_FILES =
  'cat /etc/anycast-lab/tsig.conf /tmp/tls.key /tmp/session.key /tmp/K*.private /tmp/keys/keys/*.pem 2>/dev/null';

/** As they are written: keys of 32 bytes at the least, in base64, a line at a time. */
const KEY = /[A-Za-z0-9+/]{43,}={0,2}/g;

const textOf = ({ stdout, stderr }: CliResult): string => `${stdout}${stderr}`;

describe.each(PRIMARY_KINDS)('what is secret in a lab whose primary is %s', (kind) => {
  it('is in no report, no log, and nothing else that is shown', async () => {
    const yaml = file(`${kind}.yaml`);
    writeFileSync(yaml, topology(kind));
    const reports = ['json', 'junit', 'markdown', 'html'].map(
      (form) => [form, file(`${kind}.${form}`)] as const,
    );
    const tested = await cli([
      ...['test', yaml, '--keep', '--forensics', '--interval', '100'],
      ...reports.flatMap(([form, path]) => [`--${form}`, path]),
    ]);
    const texts = reports.map(([, path]) => readFileSync(path, 'utf8'));
    const [result] = decodeResult(texts[0] ?? '').labs;
    const lab = result?.kept ?? '';
    onTestFinished(async () => {
      await cli(['down', lab]);
    });
    expect(result?.scenarios.map(({ run, forensics }) => [run !== null, forensics !== undefined])).toEqual([
      [true, true],
    ]);

    const { nodes } = await cliJson<LabPlan>(['plan', yaml]);
    const keepers = nodes
      .filter(({ role }) => role === 'server' || role === 'primary')
      .map(({ name }) => name);
    const files = await Promise.all(keepers.map((node) => execIn(lab, node, 'sh', '-c', KEY_FILES)));
    const keysOf = files.map(({ stdout }) => stdout.match(KEY) ?? []);
    // The lab's key everywhere; at servers a TLS key of several lines, and at the primary one that signs.
    for (const keys of keysOf) expect(keys.length).toBeGreaterThan(1);
    const secrets = [...new Set([...keysOf.flat(), ...PASSWORDS])];

    const words = [
      ['zone', 'update', 'anycast.test', 'www A 203.0.113.9', '--lab', lab],
      ['zone', 'status', lab, '--json'],
      ['status', lab, '--json'],
      ['metrics', lab],
      ['probe', lab, '--dnssec', '--json'],
      ['probe', lab, '--tls', '--json'],
      ['failover', 'nyc', '--lab', lab, '--interval', '100', '--forensics', '--json'],
      ['plan', yaml, '--files', '--json'],
      ['up', yaml, '--dry-run', '--json'],
      ['report', file(`${kind}.json`)],
      ...nodes.filter(({ role }) => role !== 'client').map(({ name }) => ['logs', '--lab', lab, name]),
    ];
    const shown = [...texts, textOf(tested)];
    for (const each of words) shown.push(`${each.join(' ')}: ${textOf(await cli(each))}`);
    shown.push(JSON.stringify(await inspectContainersOf(lab)));
    for (const secret of secrets) {
      expect(shown.filter((text) => text.includes(secret)).map((text) => text.slice(0, 80))).toEqual([]);
    }
  });
});
