/** Whether a load's figures can be believed: two that counted it have to agree, and it has to be what was asked for. */
import type { DnsperfTotals } from './dnsperf.ts';
import type { LoadFigures } from './load-figures.ts';

export type LoadInvalidity =
  /** Packets that the kernel could not hand to the capture. */
  | { readonly reason: 'packets-dropped'; readonly dropped: number }
  /** The capture's file was full before the load had ended. */
  | { readonly reason: 'capture-full' }
  /** dnsperf's own count of a client's queries, and that of the capture on the client's link. */
  | {
      readonly reason: 'counts-differ';
      readonly client: string;
      readonly what: 'sent' | 'answered';
      readonly dnsperf: number;
      readonly captured: number;
    }
  /** A client sent less than it was asked to. */
  | {
      readonly reason: 'too-slow';
      readonly client: string;
      readonly sent: number;
      readonly asked: number;
    };

export interface CountedClient {
  readonly client: string;
  /** Queries that it was asked to send. */
  readonly asked: number;
  readonly dnsperf: DnsperfTotals;
  readonly captured: LoadFigures;
}

/** So little of what was asked for makes another load of it. */
const LEAST_SENT = 0.9;

/** dnsperf and the link stamp an answer at two places: about the timeout they may see one apart. */
const APART = 0.01;

export function findLoadInvalidities(
  clients: readonly CountedClient[],
  capture: { readonly dropped: number; readonly full: boolean },
): readonly LoadInvalidity[] {
  return [
    ...(capture.dropped > 0 ? [{ reason: 'packets-dropped' as const, dropped: capture.dropped }] : []),
    ...(capture.full ? [{ reason: 'capture-full' as const }] : []),
    ...clients.flatMap(({ client, asked, dnsperf, captured }): readonly LoadInvalidity[] => [
      ...(dnsperf.sent === captured.sent ? [] : [countsDiffer(client, 'sent', dnsperf.sent, captured.sent)]),
      ...(Math.abs(dnsperf.completed - captured.answered) <= APART * dnsperf.sent
        ? []
        : [countsDiffer(client, 'answered', dnsperf.completed, captured.answered)]),
      ...(captured.sent >= LEAST_SENT * asked
        ? []
        : [{ reason: 'too-slow' as const, client, sent: captured.sent, asked }]),
    ]),
  ];
}

function countsDiffer(
  client: string,
  what: 'sent' | 'answered',
  dnsperf: number,
  captured: number,
): LoadInvalidity {
  return { reason: 'counts-differ', client, what, dnsperf, captured };
}
