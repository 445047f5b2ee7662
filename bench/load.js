/**
 * `npm run bench:load`: a large lab under load. 200 networks (LOAD_ROUTERS), some five hops from each other, with 50 clients (LOAD_CLIENTS) that send 100
 * queries a second each, half of them over IPv6, for 60 s (LOAD_SECONDS): whether the probers hold their rate, and
 * what that costs. Writes bench/load.json.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { connectEngine } from '../dist/engine/connect.js';
import { readEngineVersion } from '../dist/engine/engine-version.js';
import { openLab } from '../dist/lab/find-lab.js';
import { startRun } from '../dist/lab/measured-run.js';
import { findInvalidities } from '../dist/measure/validity.js';
import { hierarchy } from './hierarchy.js';
import { memoryByRole } from './memory.js';

const ROUTERS = Number(process.env['LOAD_ROUTERS'] ?? 200);
const CLIENTS = Number(process.env['LOAD_CLIENTS'] ?? 50);
const SECONDS = Number(process.env['LOAD_SECONDS'] ?? 60);
const SITES = Math.ceil(ROUTERS / 25);
/** Between two queries to one address, in ms; each client has two addresses to ask. */
const INTERVAL = 20;
const LAB = 'bench-load';

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = (/** @type {string[]} */ ...words) => execa('node', [join(root, 'bin/anycast-lab.js'), ...words]);

/** Seconds of processor time that the whole machine has used. */
function busy() {
  const [, user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)
    .join('')
    .split(/\s+/)
    .map(Number);
  return ((user ?? 0) + (nice ?? 0) + (system ?? 0) + (irq ?? 0) + (softirq ?? 0)) / 100;
}

const directory = mkdtempSync(join(tmpdir(), 'anycast-bench-'));
try {
  const file = join(directory, 'load.yaml');
  writeFileSync(file, hierarchy(ROUTERS, CLIENTS, SITES));
  process.stderr.write(`load: starting ${ROUTERS} routers and ${CLIENTS} clients\n`);
  await cli('up', file, '--name', LAB, '--timeout', '900');
  const engine = await connectEngine();
  const lab = await openLab(engine, LAB);
  const limits = { interval: INTERVAL, timeout: 1000, late: 2000, longest: SECONDS + 120 };
  const before = { cpu: process.cpuUsage(), rss: process.memoryUsage.rss() };
  const run = await startRun(engine, lab, limits, new AbortController().signal);
  const [busyBefore, begun] = [busy(), performance.now()];
  await pause(SECONDS * 1000);
  const [seconds, used] = [(performance.now() - begun) / 1000, busy() - busyBefore];
  const own = process.cpuUsage(before.cpu);
  const { record, probers } = await run.stop();
  // Reading the memory of so many processes keeps a processor busy for many seconds.
  const memory = await memoryByRole(LAB);
  const totals = probers.flatMap((prober) => prober.totals ?? []);
  const sum = (/** @type {(total: (typeof totals)[number]) => number} */ figure) =>
    totals.reduce((all, total) => all + figure(total), 0);
  const invalid = findInvalidities(probers);
  const results = {
    machine: { processors: cpus().length, model: cpus()[0]?.model, engine: await readEngineVersion(engine) },
    routers: ROUTERS,
    clients: CLIENTS,
    seconds,
    queries: sum((t) => t.sent),
    queriesPerSecond: sum((t) => t.sent) / seconds,
    lost: sum((t) => t.lost),
    onTime: 1 - sum((t) => t.behind) / sum((t) => t.sent),
    valid: invalid.length === 0,
    invalid: invalid.length,
    processorsBusy: used / seconds,
    cli: {
      processors: (own.user + own.system) / 1e6 / seconds,
      residentMB: process.memoryUsage.rss() / 2 ** 20,
      residentBeforeMB: before.rss / 2 ** 20,
      samples: record.series.reduce((count, { samples }) => count + samples.length, 0),
    },
    memory,
  };
  writeFileSync(join(root, 'bench/load.json'), `${JSON.stringify(results, null, 2)}\n`);
  console.log(JSON.stringify(results, null, 2));
} finally {
  await cli('down', LAB).catch(() => undefined);
  rmSync(directory, { recursive: true });
}
