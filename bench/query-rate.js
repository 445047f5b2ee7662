/**
 * Queries a second through a lab's data path, beside those that one of its servers answers when it is asked over a single veth pair: what
 * the way through routers and bridges costs. dnsperf in both, with as many queries under way in all, and the machine has nothing else to do.
 */
import { readFileSync } from 'node:fs';
import { runProgram } from '../dist/engine/exec.js';
import { nodeProcesses, openLab } from '../dist/lab/find-lab.js';
import { median } from './memory.js';

/** @typedef {(...words: string[]) => Promise<{ stdout: string }>} Cli */
/** @typedef {import('../dist/engine/connect.js').Engine} Engine */
/** @typedef {import('../dist/lab/find-lab.js').Lab} Lab */
/** @typedef {{ client: string, outstanding: number }} Sender */

const CLIENTS = ['berlin', 'chicago', 'madrid', 'paris', 'sydney', 'tokyo'];
/** Under way in all. */
const OUTSTANDING = 120;
/** How long dnsperf sends, in s; and until all of them begin, together. */
const SECONDS = 5;
const AHEAD = 2;
const SERVER = 'ns1.fra';
const BESIDE = 'berlin';
const ADDRESS = '192.0.2.53';

/** Begins at a time that is given in ns since 1970; a name again and again, as the file is read again at its end. */
const BEGIN = `
echo 'www.anycast.test A' > /tmp/rate
left=$(( $1 - $(date +%s%N) )); [ $left -gt 0 ] && sleep $(printf '%d.%09d' $(( left / 1000000000 )) $(( left % 1000000000 )))
exec dnsperf -s $2 -d /tmp/rate -l $3 -q $4 -t 1`;

/** A veth pair from a client to a server, beside all the rest, over which the client then asks the service address, and nothing in between. */
const JOIN = `
ip link add bare netns $1 type veth peer name bare netns $2
nsenter -t $1 -n ip addr add 198.18.0.1/30 dev bare
nsenter -t $2 -n ip addr add 198.18.0.2/30 dev bare
for pid in $1 $2; do nsenter -t $pid -n ip link set bare up; done
nsenter -t $1 -n ip route add $3/32 via 198.18.0.2 src 198.18.0.1`;

/** Takes it away, both ends at once. */
const PART = 'nsenter -t $1 -n ip link del bare';

/**
 * @param {Cli} cli @param {Engine} engine @param {string} name of the lab @param {number} runs
 * @returns of each run and as medians: queries a second through the lab and over the pair, their ratio, and processors busy meanwhile
 */
export async function queryRate(cli, engine, name, runs) {
  await cli('up', 'three-sites', '--name', name);
  try {
    const lab = await openLab(engine, name);
    const all = CLIENTS.map((client) => ({ client, outstanding: OUTSTANDING / CLIENTS.length }));
    const measured = [];
    for (let run = 0; run < runs; run++) {
      const through = await ask(engine, lab, all);
      const bare = await besideServer(engine, lab, () =>
        ask(engine, lab, [{ client: BESIDE, outstanding: OUTSTANDING }]),
      );
      measured.push({ through, bare, ratio: through.rate / bare.rate });
    }
    return {
      runs: measured,
      through: median(measured.map((run) => run.through.rate)),
      bare: median(measured.map((run) => run.bare.rate)),
      ratio: median(measured.map(({ ratio }) => ratio)),
    };
  } finally {
    await cli('down', name);
  }
}

/** @param {Engine} engine @param {Lab} lab @param {readonly Sender[]} senders */
async function ask(engine, lab, senders) {
  const at = BigInt(Date.now() + AHEAD * 1000) * 1_000_000n;
  const sending = senders.map(async ({ client, outstanding }) => {
    const words = [String(at), ADDRESS, String(SECONDS), String(outstanding)];
    const id = lab.containers.get(client)?.id ?? '';
    const { stdout, stderr } = await runProgram(engine, id, client, ['sh', '-c', BEGIN, 'rate', ...words]);
    const [rate, lost] = [/Queries per second: +([\d.]+)/, /Queries lost: +(\d+)/].map((line) =>
      line.exec(stdout),
    );
    if (!rate || !lost) throw new Error(`dnsperf of ${client}: ${stdout}${stderr}`);
    return { rate: Number(rate[1]), lost: Number(lost[1]) };
  });
  await until(at);
  const [before, begun] = [busy(), performance.now()];
  await until(at + BigInt(SECONDS) * 1_000_000_000n);
  const processors = (busy() - before) / ((performance.now() - begun) / 1000);
  const totals = await Promise.all(sending);
  return {
    rate: totals.reduce((sum, { rate }) => sum + rate, 0),
    lost: totals.reduce((sum, { lost }) => sum + lost, 0),
    processors,
  };
}

/** @template T @param {Engine} engine @param {Lab} lab @param {() => Promise<T>} work */
async function besideServer(engine, lab, work) {
  const nodes = [BESIDE, SERVER].map((name) => {
    const node = lab.plan.nodes.find((each) => each.name === name);
    if (node === undefined) throw new Error(`three-sites has no ${name}`);
    return node;
  });
  const processes = await nodeProcesses(engine, lab, nodes);
  const pids = nodes.map(({ name }) => String(processes.find((each) => each.name === name)?.pid));
  const shell = async (/** @type {string} */ script) => {
    const words = ['sh', '-ec', script, 'pair', ...pids, ADDRESS];
    const { exitCode, stderr } = await runProgram(engine, lab.fabric.id, 'the fabric', words);
    if (exitCode !== 0) throw new Error(`the veth pair: ${stderr}`);
  };
  await shell(JOIN);
  try {
    return await work();
  } finally {
    await shell(PART);
  }
}

/** @param {bigint} at ns since 1970 */
function until(at) {
  const left = Number(at / 1_000_000n) - Date.now();
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, left)));
}

/** Seconds of processor time that the whole machine has used. */
function busy() {
  const [, user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)
    .join('')
    .split(/\s+/);
  return [user, nice, system, irq, softirq].reduce((sum, ticks) => sum + Number(ticks ?? 0), 0) / 100;
}
