/** Memory of a lab's containers, from the kernel's own sums (Linux on the engine's own machine, as root). */
import { readFileSync } from 'node:fs';
import { api } from './engine-api.js';

/**
 * Median MB per container of each role, of all of its processes: resident (each page counted wherever it is mapped) and
 * proportional (a page shared by n processes counted 1/n each); and proportional of the engine's process that looks after it.
 * @param {string} lab
 */
export async function memoryByRole(lab) {
  /** @type {Map<string, Awaited<ReturnType<typeof memoryOf>>>} */
  const roles = new Map();
  for (const total of await memoryOf(lab)) roles.set(total.role, [...(roles.get(total.role) ?? []), total]);
  return Object.fromEntries(
    [...roles].map(([role, totals]) => [
      role,
      {
        containers: totals.length,
        residentMB: median(totals.map((t) => t.resident)) / 1024,
        proportionalMB: median(totals.map((t) => t.proportional)) / 1024,
        engineMB: median(totals.map((t) => t.engine)) / 1024,
      },
    ]),
  );
}

/**
 * Of each container of a lab, in kB, what `memoryByRole` has the medians of.
 * @param {string} lab
 * @param {(node: string) => boolean} isWanted by the node's name; the fabric has none
 */
export async function memoryOf(lab, isWanted = () => true) {
  const filters = encodeURIComponent(JSON.stringify({ label: [`anycast-lab.lab=${lab}`] }));
  const containers = await api('GET', `/containers/json?filters=${filters}`);
  const found = [];
  for (const { Id, Labels } of containers) {
    const node = Labels['anycast-lab.node'] ?? '';
    if (!isWanted(node)) continue;
    const role = Labels['anycast-lab.role'] === 'edge' ? 'router' : Labels['anycast-lab.role'];
    const { Titles, Processes } = await api('GET', `/containers/${Id}/top?ps_args=-o%20pid`);
    const column = Titles.indexOf('PID');
    const first = Number(Processes[0][column]);
    const sums = Processes.map((/** @type {string[]} */ row) => smaps(Number(row[column])));
    found.push({
      node,
      role,
      resident: sum(sums.map((/** @type {{ rss: number }} */ s) => s.rss)),
      proportional: sum(sums.map((/** @type {{ pss: number }} */ s) => s.pss)),
      engine: smaps(parentOf(first)).pss,
    });
  }
  return found;
}

/** @param {number} pid */
function smaps(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = (/** @type {string} */ key) =>
    Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(text)?.[1]);
  return { rss: kilobytes('Rss'), pss: kilobytes('Pss') };
}

/** @param {number} pid */
function parentOf(pid) {
  return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

/** @param {readonly number[]} values */
function sum(values) {
  return values.reduce((a, b) => a + b, 0);
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}
