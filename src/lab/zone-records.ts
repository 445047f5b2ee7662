/** Changes of a zone's records as users write them. Pure. */
import { LabError } from './lab-error.ts';

/** All records of one owner and type. */
export interface RecordChange {
  /** Absolute, without the final dot. */
  readonly owner: string;
  /** `A`, `AAAA`, `TXT` ... */
  readonly type: string;
  /** What is to be there instead of what is; empty: nothing. */
  readonly records: readonly { readonly ttl: number; readonly data: string }[];
}

/** Of records that give none: that of generated zones. */
const TTL = 60;

const RECORD =
  /^(?<owner>\S+)(?:\s+(?<ttl>\d{1,9}))?(?:\s+IN)?\s+(?<type>[A-Za-z][A-Za-z0-9-]*)(?:\s+(?<data>\S.*))?$/i;

/** What could end a line of nsupdate's input. */
const CONTROL = /\p{Cc}/u;

/** What stands for itself in a name, in presentation form. */
const OWNER = /^(@|[a-z0-9_*-]+(\.[a-z0-9_*-]+)*\.?)$/i;

/**
 * Reads records such as `www A 203.0.113.9` or `www 60 A 203.0.113.9`: those of one owner and type replace all that are there; `www A`
 * alone takes them away. Owners are relative to the zone, unless they end with a dot; `@` is the zone itself.
 * @throws LabError `usage` for what is no record, is not in the zone, or is the server's own to change
 */
export function readChanges(zone: string, texts: readonly string[]): readonly RecordChange[] {
  const changes = new Map<string, RecordChange>();
  for (const text of texts) {
    const { owner, ttl, type, data } = RECORD.exec(text.trim())?.groups ?? {};
    if (owner === undefined || type === undefined || !OWNER.test(owner) || CONTROL.test(text)) {
      throw new LabError(
        'usage',
        `${JSON.stringify(text)} is no record`,
        'Write one such as "www A 203.0.113.9".',
      );
    }
    if (type.toUpperCase() === 'SOA') {
      throw new LabError(
        'usage',
        'the SOA record is not changed by hand',
        'Its serial rises with every change.',
      );
    }
    const name = absolute(zone, owner);
    const key = `${name} ${type.toUpperCase()}`;
    const before = changes.get(key)?.records ?? [];
    changes.set(key, {
      owner: name,
      type: type.toUpperCase(),
      records: data === undefined ? before : [...before, { ttl: Number(ttl ?? TTL), data }],
    });
  }
  return [...changes.values()];
}

function absolute(zone: string, owner: string): string {
  if (owner === '@') return zone;
  if (!owner.endsWith('.')) return `${owner}.${zone}`;
  const name = owner.slice(0, -1).toLowerCase();
  if (name === zone || name.endsWith(`.${zone}`)) return name;
  throw new LabError(
    'usage',
    `${owner} is not in the zone ${zone}`,
    `Write a name relative to it, such as www.`,
  );
}
