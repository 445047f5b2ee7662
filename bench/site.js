/** A site with a balancer and three servers: what it takes, and how soon a killed server is out of a site's route. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, memoryOf } from './memory.js';

/** s between checks, and failures in a row. */
const INTERVAL = 0.5;
const FALL = 2;

const TWO_SERVERS = `
health: { interval: ${INTERVAL}, fall: ${FALL}, rise: 1 }
sites: { fra: { servers: 2 } }
routers: { transit: }
clients: { berlin: transit }
links: [fra -> transit]
`;

/**
 * Resident MB of all containers of the site of `pop-anatomy` together, once its clients have been answered, and by node.
 * @param {(...words: string[]) => Promise<{ stdout: string }>} cli
 * @param {number} runs
 */
export async function siteMemory(cli, runs) {
  const each = [];
  for (let run = 0; run < runs; run++) {
    await cli('up', 'pop-anatomy', '--name', 'bench');
    try {
      await cli('probe', 'bench');
      const nodes = await memoryOf('bench', (node) => node === 'fra' || node.endsWith('.fra'));
      const byNode = Object.fromEntries(nodes.map(({ node, resident }) => [node, resident / 1024]));
      each.push({ byNode, residentMB: Object.values(byNode).reduce((a, b) => a + b, 0) });
    } finally {
      await cli('down', 'bench');
    }
  }
  return { runs: each, residentMB: median(each.map(({ residentMB }) => residentMB)) };
}

/**
 * Seconds from a server's death until its site's health check takes it out of the route, one for each run.
 * @param {(...words: string[]) => Promise<{ stdout: string }>} cli
 * @param {number} runs
 */
export async function killedServer(cli, runs) {
  const directory = mkdtempSync(join(tmpdir(), 'anycast-bench-'));
  try {
    const file = join(directory, 'two-servers.yaml');
    writeFileSync(file, TWO_SERVERS);
    await cli('up', file, '--name', 'bench');
    const seconds = [];
    for (let run = 0; run < runs; run++) seconds.push(await killOnce(cli));
    await cli('down', 'bench');
    return {
      interval: INTERVAL,
      fall: FALL,
      seconds,
      median: median(seconds),
      longest: Math.max(...seconds),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** @param {(...words: string[]) => Promise<{ stdout: string }>} cli */
async function killOnce(cli) {
  const { stdout } = await cli('fault', 'server-kill', 'ns1.fra', '--lab', 'bench', '--json');
  const killedAt = JSON.parse(stdout).instants[0].before;
  for (;;) {
    const seen = await cli('exec', '--lab', 'bench', 'fra', '--', 'cat', '/run/anycast-health.json');
    const { changes } = JSON.parse(seen.stdout);
    const out = changes.filter(
      (/** @type {{ at: number, healthy: boolean }} */ c) => !c.healthy && c.at > killedAt,
    );
    // Over IPv4 and IPv6.
    if (out.length < 2) continue;
    await cli('restore', '--lab', 'bench');
    for (;;) {
      const { nodes } = JSON.parse((await cli('status', 'bench', '--json')).stdout);
      const { health } = nodes.find((/** @type {{ node: string }} */ n) => n.node === 'fra');
      if (health.servers.every((/** @type {{ healthy: boolean }} */ s) => s.healthy)) break;
    }
    return Math.max(...out.map((/** @type {{ at: number }} */ c) => c.at - killedAt)) / 1e6;
  }
}
