import type { BgpTimers, TimerProfileName, Topology } from './topology.ts';

/**
 * The timer profiles, in seconds. `internet` is what RFC 4271, section 10 suggests, less its 90 s
 * hold time, for which routers in the field default to 180 s; `datacenter` is FRR's profile of that
 * name; `fast` is the shortest hold time the protocol allows (section 4.2).
 */
export const TIMER_PROFILES: Readonly<Record<TimerProfileName, BgpTimers>> = {
  fast: { profile: 'fast', keepalive: 1, hold: 3, connectRetry: 1, advertisementInterval: 0 },
  datacenter: { profile: 'datacenter', keepalive: 3, hold: 9, connectRetry: 1, advertisementInterval: 0 },
  internet: { profile: 'internet', keepalive: 60, hold: 180, connectRetry: 30, advertisementInterval: 30 },
};

export const DEFAULT_TIMER_PROFILE: TimerProfileName = 'fast';

/** The topology with one timer profile everywhere, whatever its links say. */
export function withTimers(topology: Topology, profile: TimerProfileName): Topology {
  const timers = TIMER_PROFILES[profile];
  return { ...topology, timers, links: topology.links.map((link) => ({ ...link, timers })) };
}
