/** What goes over a link, or through a node, as it happens. */
import type { Engine } from '../engine/connect.ts';
import { containerPid } from '../engine/containers.ts';
import { type RunningProgram, startProgram } from '../engine/exec.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { meantOrAll } from '../topology/names.ts';
import { openLab } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { runningContainer } from './running-container.ts';

export interface CaptureOptions {
  readonly lab: string | undefined;
  /** The name of a link or a node. */
  readonly where: string;
  /** As a pcap file, and not a line of text for each packet. */
  readonly pcap: boolean;
  /** Ends after so many packets; absent: when stdin does. */
  readonly count: number | undefined;
  /** In tcpdump's words; empty: every packet. */
  readonly filter: readonly string[];
}

/**
 * Starts tcpdump in the fabric: on a link's bridge, or on all interfaces of a node. It writes to stdout and ends with stdin,
 * however that comes about.
 * @throws LabError `usage` where there is no such link or node; `not-running` where the node does not run
 */
export async function captureTraffic(engine: Engine, options: CaptureOptions): Promise<RunningProgram> {
  const { where, pcap, count, filter } = options;
  const lab = await openLab(engine, options.lab);
  const place = placeOf(lab.plan, where);
  const node =
    place.node === null
      ? {}
      : { node: { name: where, pid: await containerPid(engine, runningContainer(lab, where), where) } };
  const request = {
    interface: place.interface,
    write: pcap,
    ...(count === undefined ? {} : { count }),
    filter,
    ...node,
  };
  return startProgram(
    engine,
    lab.fabric.id,
    `the fabric of ${lab.name}`,
    ['fabric', 'tap', JSON.stringify(request)],
    { stdin: true },
  );
}

interface Place {
  readonly interface: string;
  readonly node: string | null;
}

function placeOf({ name, links, nodes }: LabPlan, where: string): Place {
  const link = links.find((each) => each.name === where);
  if (link !== undefined) return { interface: link.bridge, node: null };
  if (nodes.some((node) => node.name === where)) return { interface: 'any', node: where };
  const known = [...links, ...nodes].map((each) => each.name);
  const hint = meantOrAll(where, known, 'It has');
  throw new LabError('usage', `the lab ${name} has no link or node called ${where}`, hint);
}
