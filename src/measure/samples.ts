/**
 * What the prober says, as samples: its lines (see images/client/prober) with addresses and server names
 * replaced by the services and sites of the plan. All times are microseconds of the host's CLOCK_MONOTONIC.
 */
import type { LabPlan } from '../plan/lab-plan.ts';
import { siteOfServer } from '../plan/roles.ts';
import type { Family } from '../topology/topology.ts';

/** One query and what became of it. */
export interface QuerySample {
  readonly client: string;
  readonly service: string;
  readonly family: Family;
  /** Counts up from 0 for each target, one an interval. */
  readonly seq: number;
  readonly sentAt: number;
  /** Null: never answered. */
  readonly receivedAt: number | null;
  /** What NSID says (RFC 5001). */
  readonly server: string | null;
  /** Null also where the server is not one of the lab's, or did not name itself. */
  readonly site: string | null;
  readonly rcode: string | null;
  /** Answered after the timeout. */
  readonly late: boolean;
  /** It never left the client, for want of something local: it says nothing about the network. */
  readonly dropped: boolean;
  /** Name of the errno with which the client or the network (by ICMP) refused it. */
  readonly error?: string;
  /** Source port and DNS id, by which a capture tells what became of it; only of one that is lost or late. */
  readonly port?: number;
  readonly id?: number;
}

/** What a series of queries is of: one client, service and IP version. */
export type SeriesName = Pick<QuerySample, 'client' | 'service' | 'family'>;

/** Names the series that a query, or a figure, belongs to. */
export function seriesKey(of: SeriesName): string {
  return `${of.client} ${of.service} ${of.family}`;
}

/** What the prober counted for one target. `sent` = `answered` + `late` + `lost`. */
export interface TargetTotals {
  readonly service: string;
  readonly family: Family;
  readonly sent: number;
  readonly answered: number;
  readonly late: number;
  /** Never answered; the dropped ones included. */
  readonly lost: number;
  readonly dropped: number;
  readonly duplicates: number;
  /** Datagrams that were not answers to what had been asked. */
  readonly mismatched: number;
  /** Queries that left more than one interval, and more than 10 ms, after their deadline. */
  readonly behind: number;
  /** µs. */
  readonly maxLateness: number;
}

export type ProberEvent =
  | {
      readonly kind: 'start';
      readonly startedAt: number;
      readonly interval: number;
      readonly timeout: number;
    }
  | { readonly kind: 'query'; readonly sample: QuerySample }
  | { readonly kind: 'duplicate'; readonly service: string; readonly family: Family; readonly seq: number }
  | {
      readonly kind: 'end';
      readonly endedAt: number;
      /** Processor time that the prober used, in seconds. */
      readonly cpu: number;
      readonly totals: readonly TargetTotals[];
    };

/** What the lines of a client's prober are read with. */
export interface ProberContext {
  readonly client: string;
  /** By service address, as it was given to the prober. */
  readonly targets: ReadonlyMap<string, { readonly service: string; readonly family: Family }>;
  /** Site by server name. */
  readonly sites: ReadonlyMap<string, string>;
}

/** The version of the line format that is understood here. */
const VERSION = 1;

/** The context for one client's prober, which asks every address of every service. */
export function proberContext(plan: LabPlan, client: string): ProberContext {
  const targets = plan.services.flatMap((service) =>
    service.prefixes.map(({ address, family }) => [address, { service: service.name, family }] as const),
  );
  return { client, targets: new Map(targets), sites: siteOfServer(plan) };
}

/**
 * Reads one line of the prober's output. It is checked no further than its use needs: thousands arrive a second,
 * and the program that writes them is ours.
 *
 * @throws Error when the line is not JSON, or not an event of a version and target that are known.
 */
export function parseProberLine(line: string, context: ProberContext): ProberEvent {
  const record = parseRecord(line);
  switch (record['event']) {
    case 'query':
      return { kind: 'query', sample: querySample(record, context) };
    case 'duplicate':
      return { kind: 'duplicate', ...target(record, context), seq: integer(record, 'seq') };
    case 'start':
      if (record['version'] !== VERSION) {
        throw new Error(`The prober speaks version ${record['version']} of its format, not ${VERSION}`);
      }
      return {
        kind: 'start',
        startedAt: integer(record, 'start'),
        interval: integer(record, 'interval'),
        timeout: integer(record, 'timeout'),
      };
    case 'end':
      return {
        kind: 'end',
        endedAt: integer(record, 'at'),
        cpu: Number(record['cpu']),
        totals: (record['targets'] as readonly Fields[]).map((totals) => targetTotals(totals, context)),
      };
    default:
      throw new Error(`Not an event of the prober: ${line}`);
  }
}

type Fields = Readonly<Record<string, unknown>>;

function parseRecord(line: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new Error(`Not a line of the prober: ${line}`, { cause });
  }
  if (typeof value !== 'object' || value === null) throw new Error(`Not a line of the prober: ${line}`);
  return value as Fields;
}

function querySample(record: Fields, context: ProberContext): QuerySample {
  const server = textOrNull(record, 'server');
  const error = textOrNull(record, 'error');
  return {
    client: context.client,
    ...target(record, context),
    seq: integer(record, 'seq'),
    sentAt: integer(record, 'sent'),
    receivedAt: record['received'] === null ? null : integer(record, 'received'),
    server,
    site: server === null ? null : (context.sites.get(server) ?? null),
    rcode: textOrNull(record, 'rcode'),
    late: record['late'] === true,
    dropped: record['dropped'] === true,
    ...(error === null ? {} : { error }),
    ...(record['port'] === undefined ? {} : { port: integer(record, 'port'), id: integer(record, 'id') }),
  };
}

function targetTotals(record: Fields, context: ProberContext): TargetTotals {
  return {
    ...target(record, context),
    sent: integer(record, 'sent'),
    answered: integer(record, 'answered'),
    late: integer(record, 'late'),
    lost: integer(record, 'lost'),
    dropped: integer(record, 'dropped'),
    duplicates: integer(record, 'duplicates'),
    mismatched: integer(record, 'mismatched'),
    behind: integer(record, 'behind'),
    maxLateness: integer(record, 'maxLateness'),
  };
}

function target(
  record: Fields,
  context: ProberContext,
): { readonly service: string; readonly family: Family } {
  const found = context.targets.get(String(record['target']));
  if (found === undefined)
    throw new Error(`The prober of ${context.client} asked ${record['target']}, which is no service`);
  return found;
}

function integer(record: Fields, key: string): number {
  const value = record[key];
  if (!Number.isSafeInteger(value))
    throw new Error(`The prober's ${record['event'] ?? 'end'} has no number ${key}`);
  return value as number;
}

function textOrNull(record: Fields, key: string): string | null {
  const value = record[key];
  return typeof value === 'string' ? value : null;
}
