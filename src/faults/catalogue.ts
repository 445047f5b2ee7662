/** Every kind of fault. */
import type { FaultKind } from '../topology/topology.ts';
import { badSignature } from './bad-signature.ts';
import { bgpHang } from './bgp-hang.ts';
import { bgpKill } from './bgp-kill.ts';
import { bgpRestart } from './bgp-restart.ts';
import { blackhole } from './blackhole.ts';
import { drain } from './drain.ts';
import type { Fault } from './fault.ts';
import { flap } from './flap.ts';
import { linkDown } from './link-down.ts';
import { serverBroken } from './server-broken.ts';
import { serverHang } from './server-hang.ts';
import { serverKill } from './server-kill.ts';
import { siteCrash } from './site-crash.ts';
import { withdraw } from './withdraw.ts';

export const FAULTS: Readonly<Record<FaultKind, Fault>> = {
  withdraw,
  drain,
  'server-kill': serverKill,
  'server-hang': serverHang,
  'server-broken': serverBroken,
  'bad-signature': badSignature,
  'bgp-kill': bgpKill,
  'bgp-restart': bgpRestart,
  'bgp-hang': bgpHang,
  'site-crash': siteCrash,
  'link-down': linkDown,
  blackhole,
  flap,
};
