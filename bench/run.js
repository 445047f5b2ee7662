/** `npm run bench`: every figure of the README, in one run; ratios are of medians taken in turn. Writes bench/results.json. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa, execaSync } from 'execa';
import { connectEngine } from '../dist/engine/connect.js';
import { listContainers } from '../dist/engine/containers.js';
import { readEngineVersion } from '../dist/engine/engine-version.js';
import { planLab } from '../dist/plan/plan-lab.js';
import { parseTopology } from '../dist/topology/parse-topology.js';
import { asking } from './asking.js';
import { composeFile, timeCompose, timed } from './compose.js';
import { containerSpecs, floorUp } from './floor.js';
import { ringWithChords } from './growth.js';
import { median, memoryByRole } from './memory.js';
import { queryRate } from './query-rate.js';
import { killedServer, siteMemory } from './site.js';
import { replication } from './zones.js';

const RUNS = Number(process.env['BENCH_RUNS'] ?? 5);
/** Large labs take minutes each. */
const GROWTH_RUNS = Number(process.env['BENCH_GROWTH_RUNS'] ?? 3);
const WIDTHS = [4, 6, 8];
const SIZES = [25, 50, 100, 200];
const root = fileURLToPath(new URL('..', import.meta.url));

const cli = (/** @type {string[]} */ ...words) => execa('node', [join(root, 'bin/anycast-lab.js'), ...words]);
const say = (/** @type {string} */ text) => process.stderr.write(`bench: ${text}\n`);
const times = (/** @type {number} */ n) => Array.from({ length: n });

/** @param {string} topology @param {string} lab */
async function upAndDown(topology, lab) {
  const up = await timed(() => cli('up', topology, '--name', lab, '--timeout', '600'));
  const down = await timed(() => cli('down', lab));
  return { up, down };
}

async function twelveSites() {
  const source = readFileSync(join(root, 'topologies/twelve-sites.yaml'), 'utf8');
  const parsed = parseTopology(source, 'twelve-sites.yaml');
  if (!('topology' in parsed) || parsed.topology === undefined) throw new Error('twelve-sites is not valid');
  const plan = planLab(parsed.topology, 'bench');
  await cli('up', 'twelve-sites', '--name', 'bench');
  const specs = await containerSpecs('bench');
  const containers = await listContainers(await connectEngine(), 'bench');
  const memory = await memoryByRole('bench');
  await cli('down', 'bench');

  say(`looking for the best parallelism of the floor: ${WIDTHS.join(', ')}`);
  /** @type {[number, number][]} */
  const sweep = [];
  for (const width of WIDTHS)
    sweep.push([width, median([await floorUp(specs, width), await floorUp(specs, width)])]);
  const best = sweep.toSorted((a, b) => a[1] - b[1])[0]?.[0] ?? 4;

  const compose = composeFile(
    plan,
    new Map(containers.map((/** @type {{ node: string, image: string }} */ c) => [c.node, c.image])),
  );
  /** @type {{ floor: number, up: number, down: number, composeUp: number, composeDown: number }[]} */
  const runs = [];
  for (const [index] of times(RUNS).entries()) {
    const floor = await floorUp(specs, best);
    const ours = await upAndDown('twelve-sites', 'bench');
    const theirs = await timeCompose(compose);
    runs.push({ floor, ...ours, composeUp: theirs.up, composeDown: theirs.down });
    say(`twelve-sites, run ${index + 1} of ${RUNS}: ${JSON.stringify(runs.at(-1))}`);
  }
  const of = (/** @type {(run: (typeof runs)[number]) => number} */ figure) => median(runs.map(figure));
  return {
    containers: specs.length,
    floorParallelism: best,
    floorSweep: sweep,
    runs,
    medians: {
      floor: of((r) => r.floor),
      up: of((r) => r.up),
      down: of((r) => r.down),
      composeUp: of((r) => r.composeUp),
      composeDown: of((r) => r.composeDown),
    },
    ratios: {
      upToFloor: of((r) => r.up / r.floor),
      upAndDownToCompose: of((r) => (r.up + r.down) / (r.composeUp + r.composeDown)),
      downToCompose: of((r) => r.down / r.composeDown),
    },
    memory,
  };
}

async function threeSites() {
  /** @type {{ seconds: number, phases: { phase: string, seconds: number }[] }[]} */
  const runs = [];
  for (const _ of times(RUNS)) {
    runs.push(JSON.parse((await cli('up', 'three-sites', '--name', 'bench', '--json')).stdout));
    await cli('down', 'bench');
  }
  const phases = (runs[0]?.phases ?? []).map(({ phase }, index) => ({
    phase,
    seconds: median(runs.map((run) => run.phases[index]?.seconds ?? 0)),
  }));
  return { seconds: median(runs.map((run) => run.seconds)), phases };
}

async function growth() {
  const directory = mkdtempSync(join(tmpdir(), 'anycast-bench-'));
  try {
    const figures = [];
    for (const routers of SIZES) {
      const file = join(directory, `ring-${routers}.yaml`);
      writeFileSync(file, ringWithChords(routers));
      const runs = [];
      for (const _ of times(GROWTH_RUNS)) runs.push(await upAndDown(file, 'bench'));
      const up = median(runs.map((run) => run.up));
      figures.push({ routers, up, down: median(runs.map((run) => run.down)), upPerRouter: up / routers });
      say(`ring of ${routers}: ${JSON.stringify(figures.at(-1))}`);
    }
    const first = figures[0];
    const last = figures.at(-1);
    return { figures, perRouterGrowth: last && first ? last.upPerRouter / first.upPerRouter : NaN };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

if (execaSync('docker-compose', ['version'], { reject: false }).failed) {
  console.error(
    'bench: docker-compose, which it compares with, is not there. Debian has it: apt-get install docker-compose',
  );
  process.exit(3);
}
const engine = await connectEngine();
process.on('exit', () =>
  execaSync('node', [join(root, 'bin/anycast-lab.js'), 'down', 'bench'], { reject: false }),
);
const results = {
  machine: {
    processors: cpus().length,
    model: cpus()[0]?.model,
    node: process.version,
    engine: await readEngineVersion(engine),
  },
  runs: RUNS,
  growthRuns: GROWTH_RUNS,
  threeSites: await threeSites(),
  twelveSites: await twelveSites(),
  site: await siteMemory(cli, 3),
  killedServer: await killedServer(cli, RUNS),
  queryRate: await queryRate(cli, engine, 'bench', 3),
  growth: await growth(),
  asking: await asking(cli, RUNS),
  zones: await replication(cli, 'bench', 'tier1-europe', RUNS),
};
writeFileSync(join(root, 'bench/results.json'), `${JSON.stringify(results, null, 2)}\n`);

const row = (/** @type {string} */ name, /** @type {number} */ value, /** @type {string} */ target) =>
  console.log(`${name.padEnd(58)} ${value.toFixed(2).padStart(7)}   ${target}`);
row('up of three-sites, seconds', results.threeSites.seconds, '<= 8');
row('up of twelve-sites / bare containers', results.twelveSites.ratios.upToFloor, '<= 1.6');
row(
  'up + down of twelve-sites / docker-compose up + down',
  results.twelveSites.ratios.upAndDownToCompose,
  '<= 0.5',
);
row('down of twelve-sites / docker-compose down', results.twelveSites.ratios.downToCompose, '<= 0.2');
row('a site with balancer and three servers, resident MB', results.site.residentMB, '<= 150');
row('a killed server out of the route, seconds', results.killedServer.median, '<= 1.3');
row('zone change to the last of twelve sites, ms', results.zones.median, '< 2000');
row('routes of a router among 200, seconds', results.asking.routes.median, '< 1');
row('routes of one prefix there, seconds', results.asking.routesOfPrefix.median, '< 1');
row('explain there, seconds', results.asking.explain.median, '< 3');
row('whatif prepend in three-sites, seconds', results.asking.whatif.median, '< 5');
row('queries a second through three-sites / over one veth pair', results.queryRate.ratio, '>= 0.6');
row('time per router at 200 / at 25', results.growth.perRouterGrowth, '<= 1.5');
for (const [role, { residentMB, proportionalMB, engineMB }] of Object.entries(results.twelveSites.memory)) {
  row(`${role}: resident MB`, residentMB, '');
  row(`${role}: proportional MB`, proportionalMB, '');
  row(`${role}: its share of the engine, MB`, engineMB, '');
}
