/** What `hold` (images/client/hold) says of the TCP connections that a client holds. Times in µs of CLOCK_MONOTONIC. */
import type { Family } from '../../topology/topology.ts';
import type { ProberContext } from '../samples.ts';

/** Whose connection: each client has one at a time to each address. */
interface HeldName {
  readonly client: string;
  readonly service: string;
  readonly family: Family;
}

export type HoldEvent = HeldName &
  (
    | {
        /** Answered for the first time. */
        readonly kind: 'open';
        /** By NSID; null where the server is not one of the lab's, or did not name itself. */
        readonly site: string | null;
        /** When it was asked for, and when the first answer came over it. */
        readonly began: number;
        readonly at: number;
        /** Attempts since the last connection that came to nothing. */
        readonly failures: number;
      }
    | {
        /** No answer for a while, and an answer after all. */
        readonly kind: 'silent' | 'spoke';
        readonly at: number;
      }
    | {
        readonly kind: 'broken';
        readonly how: BreakKind;
        /** When the client noticed. */
        readonly at: number;
        /** When the oldest query without an answer was sent; null: there was none. */
        readonly waiting: number | null;
      }
  );

/** What the clients of a run say, and how they held connections; times in ms of what was asked for. */
export interface HeldRecord {
  /** Between two queries over a connection. */
  readonly interval: number;
  /** After so long without an answer a client gives a connection up. */
  readonly timeout: number;
  /** Of all clients, each client's in the order in which they came. */
  readonly events: readonly HoldEvent[];
}

/** `timeout`: the client gave it up, as no answer came for so long; else what TCP said, or a name of errno. */
export type BreakKind = 'reset' | 'closed' | 'timeout' | (string & {});

const VERSION = 1;

/**
 * Reads one line; undefined where it is about no connection.
 * @throws Error where it is not a line of this version
 */
export function parseHoldLine(line: string, context: ProberContext): HoldEvent | undefined {
  const record = JSON.parse(line) as Readonly<Record<string, unknown>>;
  const { event, version, target } = record;
  if (event === 'start' && version !== VERSION) throw new Error(`hold writes version ${version}`);
  if (event === 'start' || event === 'end') return undefined;
  const asked = context.targets.get(String(target));
  if (asked === undefined) throw new Error(`hold asked ${target}, which nobody told it to`);
  const name = { client: context.client, ...asked };
  const time = (key: string): number => Number(record[key]);
  switch (event) {
    case 'open': {
      const site = context.sites.get(String(record['server'])) ?? null;
      const times = { began: time('began'), at: time('opened') };
      return { ...name, kind: 'open', site, ...times, failures: time('failures') };
    }
    case 'silent':
      return { ...name, kind: 'silent', at: time('since') };
    case 'spoke':
      return { ...name, kind: 'spoke', at: time('at') };
    case 'broken': {
      const waiting = record['waiting'] === null ? null : time('waiting');
      return { ...name, kind: 'broken', how: String(record['how']), at: time('at'), waiting };
    }
    default:
      throw new Error(`hold wrote what is not known: ${line}`);
  }
}
