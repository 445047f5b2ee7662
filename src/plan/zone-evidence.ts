/** How it shows from outside that a server has read a changed zone again. */
import type { ServiceZone } from '../topology/topology.ts';

/** Its new serial or, of generated zones, which all have the same, a record that has come or gone. */
export type ZoneEvidence =
  | { readonly serial: number }
  | { readonly name: string; readonly type: 'A' | 'AAAA' | 'MX' | 'CNAME'; readonly present: boolean };

/** That of every zone that is generated (src/render/zone-file.ts). */
const GENERATED = 1;

/** Undefined: it does not show, as the file has the same serial as before, or only delegations are others. */
export function evidenceOf(before: ServiceZone, after: ServiceZone): ZoneEvidence | undefined {
  const serial = serialOf(after);
  if (serial !== undefined && serial !== serialOf(before)) return { serial };
  if (before.written !== undefined || after.written !== undefined) return undefined;
  return changedRecord(before, after);
}

function serialOf({ written }: ServiceZone): number | undefined {
  if (written === undefined) return GENERATED;
  const plain = written.text.replace(/;.*$/gm, '').replace(/[()]/g, ' ');
  const [, serial] = /\sSOA\s+\S+\s+\S+\s+(\d+)\s/i.exec(plain) ?? [];
  return serial === undefined ? undefined : Number(serial);
}

/** The last of the records that one of both has: by fours, as src/render/generated-records.ts makes them. */
function changedRecord(before: ServiceZone, after: ServiceZone): ZoneEvidence | undefined {
  const [old, now] = [before.records ?? 0, after.records ?? 0];
  if (old === now) return undefined;
  const last = Math.max(old, now) - 1;
  const type = (['A', 'AAAA', 'MX', 'CNAME'] as const)[last % 4] ?? 'A';
  const host = `${type === 'CNAME' ? 'alias' : 'host'}-${Math.floor(last / 4) + 1}`;
  return { name: `${host}.${after.name}`, type, present: now > old };
}
