/** The zone files of a topology, checked before anything starts by the programs that come with the servers that are to have them. */
import type { Engine } from '../engine/connect.ts';
import type { ImageKind } from '../engine/image-folder.ts';
import { runOnce } from '../engine/run-once.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { zonesOf } from '../plan/zones.ts';
import { formatDiagnostic } from '../topology/messages.ts';
import type { ServiceZone, ZoneServerKind } from '../topology/topology.ts';
import { zoneFilePath } from '../topology/zone-files.ts';
import type { TopologySource } from './check-frr-lines.ts';
import { inParallel } from './in-parallel.ts';
import { LabError } from './lab-error.ts';
import { type CheckedZone, mistakesInZones } from './zone-complaints.ts';

/** Each as strict as the server itself: BIND looks at names in the zone alone, as nothing else can be looked up. */
const CHECKERS = {
  nsd: { program: 'nsd-checkzone', before: '' },
  bind: { program: 'named-checkzone', before: '-i local -k fail' },
  knot: { program: 'kzonecheck', before: '-v -o' },
} satisfies Record<ZoneServerKind, { readonly program: string; readonly before: string }>;

/** Where the check finds the files. */
const FOLDER = '/tmp';

/**
 * Lets every kind of server, and of primary, check the zone files that those of it will have, in a container of its own.
 * @param images by kind; those of the servers and the primary are there
 * @throws LabError `usage` with the file, the line and the checker's own words for each mistake
 */
export async function checkZones(
  engine: Engine,
  plan: LabPlan,
  images: ReadonlyMap<ImageKind, string>,
  from: TopologySource,
): Promise<void> {
  const found = await inParallel([...zonesByKind(plan)], 1, async ([kind, zones]) => {
    const image = images.get(`server-${kind}`);
    if (image === undefined || zones.length === 0) return [];
    const { program, before } = CHECKERS[kind];
    const checked = zones.map(({ name, written }): CheckedZone & { readonly content: string } => ({
      name,
      path: `${FOLDER}/${name}.zone`,
      file: zoneFilePath(from.file, written?.file ?? ''),
      content: written?.text ?? '',
    }));
    const { output } = await runOnce(engine, {
      image,
      command: ['sh', '-c', script(`${program} ${before}`), 'check', ...checked.map(({ name }) => name)],
      files: checked,
    });
    return mistakesInZones(program, output, checked);
  });
  const lines = [...new Set(found.flat().map(formatDiagnostic))];
  if (lines.length === 0) return;
  throw new LabError(
    'usage',
    lines.length === 1 ? lines.join() : ['the zone files have mistakes:', ...lines].join('\n'),
  );
}

/** Prints what the checker says of each zone that it does not take, after a line with the zone's name. */
function script(check: string): string {
  const say = `printf '== %s\\n%s\\n' "$zone" "$said"`;
  return `for zone; do said=$(${check} "$zone" "${FOLDER}/$zone.zone" 2>&1) || ${say}; done`;
}

/** The written zones that servers of each kind have; the primary has all. */
function zonesByKind(plan: LabPlan): ReadonlyMap<ZoneServerKind, readonly ServiceZone[]> {
  const found = new Map<ZoneServerKind, Map<string, ServiceZone>>();
  for (const node of plan.nodes) {
    if ((node.role !== 'server' && node.role !== 'primary') || node.kind === 'unbound') continue;
    const zones = plan.services
      .filter(({ name }) => node.role === 'primary' || node.services.includes(name))
      .flatMap(zonesOf)
      .filter(({ written }) => written !== undefined);
    const ofKind = found.get(node.kind) ?? new Map<string, ServiceZone>();
    for (const zone of zones) ofKind.set(zone.name, zone);
    found.set(node.kind, ofKind);
  }
  return new Map([...found].map(([kind, zones]) => [kind, [...zones.values()]]));
}
