/** Keeping frames on the fabric's bridges out of the packet filter of its network namespace, which has no rules anyway. */
import type { Engine } from './connect.ts';
import { type EngineInfo, readEngineInfo } from './engine-info.ts';

/**
 * Where a kernel has br_netfilter loaded, as Docker's own networks want it, every frame on a bridge is handled as a packet too, which
 * costs a lab about an eighth of its queries a second.
 */
const UNFILTERED = {
  'net.bridge.bridge-nf-call-iptables': '0',
  'net.bridge.bridge-nf-call-ip6tables': '0',
  'net.bridge.bridge-nf-call-arptables': '0',
};

/** The first kernel that has them per network namespace. */
const SINCE = [5, 3] as const;

/** The sysctls for a container whose bridges only switch; none where it could not set them, as it would not start then. */
export async function unfilteredBridges(engine: Engine): Promise<Readonly<Record<string, string>>> {
  return canUnfilter(await readEngineInfo(engine)) ? UNFILTERED : {};
}

/** Only where the kernel's own namespace has users' ids as they are: elsewhere such sysctls may not be there. */
export function canUnfilter({ filtersBridges, mapsUsers, kernel }: EngineInfo): boolean {
  const [major = 0, minor = 0] = kernel.split('.').map(Number.parseFloat);
  const isNew = major > SINCE[0] || (major === SINCE[0] && minor >= SINCE[1]);
  return filtersBridges && !mapsUsers && isNew;
}
