import type { IgpInterface, IgpPlan, LabPlan, RouterPlan } from '../plan/lab-plan.ts';
import { maximumPaths } from './maximum-paths.ts';
import { ownSection } from './own-lines.ts';

/** One area is enough for any network that a lab can have. */
const AREA = 0;

/**
 * The configuration of a router's ospfd (OSPFv2, RFC 2328): its loopback and its internal links.
 * @returns undefined where the router is the only one of its network and has no lines of its own for ospfd, and so needs none
 */
export function renderOspfdConf(plan: LabPlan, router: RouterPlan): string | undefined {
  const { igp } = router;
  const lines = ownSection(router, 'ospfd');
  if (igp === undefined) return lines.length === 0 ? undefined : file(router, lines);
  const own = ['lo', ...igp.interfaces.map((each) => each.interface)];
  return file(router, [
    ...igp.interfaces.flatMap((each) => interfaceLines('ip ospf', each, igp)),
    'router ospf',
    ` ospf router-id ${router.routerId}`,
    ...common(plan),
    ' timers throttle lsa all 0',
    ...prefixes(router, own).map((prefix) => ` network ${prefix} area ${AREA}`),
    'exit',
    ...lines,
  ]);
}

/**
 * The same for ospf6d (OSPFv3, RFC 5340).
 * @returns undefined as `renderOspfdConf`
 */
export function renderOspf6dConf(plan: LabPlan, router: RouterPlan): string | undefined {
  const { igp } = router;
  const lines = ownSection(router, 'ospf6d');
  if (igp === undefined) return lines.length === 0 ? undefined : file(router, lines);
  return file(router, [
    'interface lo',
    ` ipv6 ospf6 area ${AREA}`,
    'exit',
    '!',
    ...igp.interfaces.flatMap((each) =>
      interfaceLines('ipv6 ospf6', each, igp, [` ipv6 ospf6 area ${AREA}`]),
    ),
    'router ospf6',
    ` ospf6 router-id ${router.routerId}`,
    ...common(plan),
    'exit',
    ...lines,
  ]);
}

/** Routers that start together tell of a link a moment before it is up; without this the next word of it would wait for a second. */
function common(plan: LabPlan): readonly string[] {
  return [' timers lsa min-arrival 0', ` maximum-paths ${maximumPaths(plan.bestpath)}`];
}

function file({ name }: RouterPlan, lines: readonly string[]): string {
  return `${[`hostname ${name}`, 'log timestamp precision 6', '!', ...lines].join('\n')}\n`;
}

/** Without a designated router, for which two routers on a broadcast network would wait for a whole dead interval. */
function interfaceLines(
  command: 'ip ospf' | 'ipv6 ospf6',
  { interface: name, cost }: IgpInterface,
  { hello, dead }: IgpPlan,
  more: readonly string[] = [],
): readonly string[] {
  return [
    `interface ${name}`,
    ...more,
    ` ${command} network point-to-point`,
    ` ${command} cost ${cost}`,
    ` ${command} hello-interval ${hello}`,
    ` ${command} dead-interval ${dead}`,
    'exit',
    '!',
  ];
}

/** What IPv4 addresses these interfaces have, as networks that hold them and nothing else. */
function prefixes({ interfaces, loopback }: RouterPlan, names: readonly string[]): readonly string[] {
  const own = [{ name: 'lo', addresses: loopback }, ...interfaces].filter(({ name }) => names.includes(name));
  return own.flatMap(({ addresses }) =>
    addresses.filter(({ family }) => family === 4).map(({ address }) => `${address}/32`),
  );
}
