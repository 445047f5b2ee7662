/** Whether the engine's kernel has what a lab needs, tried in a container that is thrown away. */
import type { Engine } from './connect.ts';
import { runOnce } from './run-once.ts';

const KERNEL_FEATURES = ['bridge', 'veth', 'ipv6', 'netem'] as const;
export type KernelFeature = (typeof KERNEL_FEATURES)[number];

/** For each feature nothing where it works, else what the kernel said. */
export type KernelReport = Readonly<Record<KernelFeature, string | undefined>>;

/** Prints `FEATURE` or `FEATURE reason`, a line each. netem is tried on the veth. */
const PROGRAM = `
try() {
  feature=$1
  shift
  if said=$("$@" 2>&1); then echo "$feature"; else echo "$feature $(echo "$said" | tr '\\n' ' ')"; fi
}
try bridge ip link add probe-bridge type bridge
try veth ip link add probe-a type veth peer name probe-b
if [ -e /proc/net/if_inet6 ]; then echo ipv6; else echo ipv6 not in the kernel; fi
try netem tc qdisc add dev probe-a root netem delay 1ms
`;

/** @param image one with a shell, ip and tc: the fabric's */
export async function probeKernel(engine: Engine, image: string): Promise<KernelReport> {
  const { output } = await runOnce(engine, {
    image,
    command: ['sh', '-c', PROGRAM],
    capabilities: ['NET_ADMIN'],
  });
  return readKernelReport(output);
}

/** A feature of which nothing was printed counts as missing. */
export function readKernelReport(output: string): KernelReport {
  const report: Record<KernelFeature, string | undefined> = {
    bridge: 'not tried',
    veth: 'not tried',
    ipv6: 'not tried',
    netem: 'not tried',
  };
  for (const line of output.split('\n')) {
    const [feature, ...reason] = line.trim().split(' ');
    const known = KERNEL_FEATURES.find((name) => name === feature);
    if (known) report[known] = reason.length > 0 ? reason.join(' ') : undefined;
  }
  return report;
}
