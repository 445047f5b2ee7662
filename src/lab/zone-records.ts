/** Changes of a zone's records as users write them. Pure. */
import { meantOrAll } from '../topology/names.ts';
import { LabError } from './lab-error.ts';
import { absoluteData, RECORD_TYPES, SIGNERS_TYPES, secondsIn } from './record-parts.ts';

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
export const TTL = 60;

const RECORD =
  /^(?<owner>\S+)(?:\s+(?<ttl>\d\w*))?(?:\s+IN)?\s+(?<type>[A-Za-z][A-Za-z0-9-]*)(?:\s+(?<data>\S.*))?$/i;

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
    requireType(type.toUpperCase());
    const seconds = secondsIn(ttl ?? String(TTL));
    if (seconds === undefined) {
      throw new LabError('usage', `${ttl} is no TTL`, 'Write seconds, or such as 30s, 5m, 1h or 2d.');
    }
    const name = absolute(zone, owner);
    const key = `${name} ${type.toUpperCase()}`;
    const before = changes.get(key)?.records ?? [];
    changes.set(key, {
      owner: name,
      type: type.toUpperCase(),
      records:
        data === undefined
          ? before
          : [...before, { ttl: seconds, data: absoluteData(zone, type.toUpperCase(), data) }],
    });
  }
  const found = [...changes.values()];
  if (found.some(({ owner, type, records }) => owner === zone && type === 'NS' && records.length === 0)) {
    throw new LabError(
      'usage',
      `${zone} needs name servers: without NS records BIND does not serve it`,
      'Write those that are to be there instead, such as "@ NS ns2".',
    );
  }
  return found;
}

function requireType(type: string): void {
  if (type === 'SOA') {
    throw new LabError(
      'usage',
      'the SOA record is not changed by hand',
      'Its serial rises with every change.',
    );
  }
  if (SIGNERS_TYPES.has(type)) {
    throw new LabError(
      'usage',
      `${type} records are the signer's, and not changed by hand`,
      "Signing is the topology's to change: dnssec at a service.",
    );
  }
  // RFC 3597; those below are the ones with names, or stand for queries and transactions.
  const number = Number(/^TYPE(\d{1,5})$/.exec(type)?.[1] ?? 0);
  if (RECORD_TYPES.includes(type) || (number > 255 && number < 65_536)) return;
  throw new LabError('usage', `${type} is no type of record`, meantOrAll(type, RECORD_TYPES, 'There are'));
}

function absolute(zone: string, owner: string): string {
  if (owner === '@') return zone;
  if (!owner.endsWith('.')) return `${owner.toLowerCase()}.${zone}`;
  const name = owner.slice(0, -1).toLowerCase();
  if (name === zone || name.endsWith(`.${zone}`)) return name;
  throw new LabError(
    'usage',
    `${owner} is not in the zone ${zone}`,
    `Write a name relative to it, such as www.`,
  );
}
