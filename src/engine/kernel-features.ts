/** Whether the engine's kernel has what a lab needs, tried in a container that is thrown away, or in a lab's fabric. */
import type { Engine } from './connect.ts';
import { runProgram } from './exec.ts';
import { runOnce } from './run-once.ts';

const KERNEL_FEATURES = ['bridge', 'veth', 'ipv6', 'netem', 'tbf', 'packet', 'md5'] as const;
export type KernelFeature = (typeof KERNEL_FEATURES)[number];

/** For each feature nothing where it works, else what the kernel said. */
export type KernelReport = Readonly<Record<KernelFeature, string | undefined>>;

/** Gives a socket a key for the peer 127.0.0.1, as bgpd does for a neighbour with a password: TCP_MD5SIG (14) of <linux/tcp.h>. */
const SET_MD5_KEY = `
import socket, struct, sys
peer = struct.pack("=HH4s120x", socket.AF_INET, 0, socket.inet_aton("127.0.0.1"))
key = struct.pack("=BBHi80s", 0, 0, 3, 0, b"key")
try:
    socket.socket().setsockopt(socket.IPPROTO_TCP, 14, peer + key)
except OSError as error:
    sys.exit(error.strerror)
`;

/**
 * Prints `FEATURE` or `FEATURE reason`, a line each. Queues are tried on the two ends of the veth; packet: sockets as the delay line
 * opens them (PACKET_VNET_HDR of linux/if_packet.h). Leaves nothing behind.
 */
const PROGRAM = `
try() {
  feature=$1
  shift
  if said=$("$@" 2>&1); then echo "$feature"; else echo "$feature $(echo "$said" | tr '\\n' ' ')"; fi
}
try bridge ip link add probe-$$ type bridge
try veth ip link add probe-a$$ type veth peer name probe-b$$
if [ -e /proc/net/if_inet6 ]; then echo ipv6; else echo ipv6 not in the kernel; fi
try netem tc qdisc add dev probe-a$$ root netem delay 1ms
try tbf tc qdisc add dev probe-b$$ root tbf rate 1mbit burst 5000 latency 100ms
try packet python3 -c 'from socket import *; socket(AF_PACKET, SOCK_RAW, 0).setsockopt(263, 15, 1)'
try md5 python3 -IS -c '${SET_MD5_KEY}'
ip link del probe-$$ 2>/dev/null
ip link del probe-a$$ 2>/dev/null
`;

/** @param image one with a shell, ip, tc and python3: the fabric's */
export async function probeKernel(engine: Engine, image: string): Promise<KernelReport> {
  const { output } = await runOnce(engine, {
    image,
    command: ['sh', '-c', PROGRAM],
    capabilities: ['NET_ADMIN', 'NET_RAW'],
  });
  return readKernelReport(output);
}

/** The same in a lab's fabric, which runs already. */
export async function probeKernelFrom(engine: Engine, fabric: string): Promise<KernelReport> {
  const { stdout } = await runProgram(engine, fabric, 'the fabric', ['sh', '-c', PROGRAM]);
  return readKernelReport(stdout);
}

/** A feature of which nothing was printed counts as missing. */
export function readKernelReport(output: string): KernelReport {
  const report: Record<KernelFeature, string | undefined> = {
    bridge: 'not tried',
    veth: 'not tried',
    ipv6: 'not tried',
    netem: 'not tried',
    tbf: 'not tried',
    packet: 'not tried',
    md5: 'not tried',
  };
  for (const line of output.split('\n')) {
    const [feature, ...reason] = line.trim().split(' ');
    const known = KERNEL_FEATURES.find((name) => name === feature);
    if (known) report[known] = reason.length > 0 ? reason.join(' ') : undefined;
  }
  return report;
}
