/** TCP connections that clients held through a run, as text in cells: one row a client, service and IP version. */
import type { HeldOutcome } from '../measure/tcp/held-connections.ts';
import type { HeldSpread } from '../measure/tcp/held-repeats.ts';
import type { HeldRecord } from '../measure/tcp/hold-events.ts';
import { spreadText, type Table } from './figure-rows.ts';
import { counted, duration, familyName } from './words.ts';

/** What stands over a table. */
export const HELD_TITLE = 'TCP connections';

/** Those of one step: `2 of 4 connections broke (2 reset), noticed after 116 ms at most`. */
export function heldText(outcomes: readonly HeldOutcome[]): string {
  const broken = outcomes.flatMap(({ broke }) => broke ?? []);
  const all = counted(outcomes.length, 'connection');
  if (broken.length === 0) return `none of ${all} broke`;
  const kinds = [...new Set(broken.map(({ how }) => how))].toSorted();
  const counts = kinds.map((kind) => `${broken.filter(({ how }) => how === kind).length} ${kind}`);
  const latest = Math.max(...broken.map(({ after }) => after));
  return `${broken.length} of ${all} broke (${counts.join(', ')}), noticed after ${duration(latest)} at most`;
}

/** How the connections were held, and so how fine the figures are: a sentence. */
export function holdingText({ interval, timeout }: Pick<HeldRecord, 'interval' | 'timeout'>): string {
  return `A TCP connection from each client to each address, with a query every ${interval} ms; given up when one is not answered for ${timeout / 1000} s.`;
}

/** Those of one step, each. */
export function heldTable(outcomes: readonly HeldOutcome[], severalServices: boolean): Table {
  const head = ['From', 'Broke', 'Noticed after', 'Waited', 'New one to', 'Took', 'Failed attempts'];
  return {
    head: ['Client', 'IP', ...(severalServices ? ['Service'] : []), ...head],
    rows: outcomes.map(({ client, family, service, from, broke, again, works }) => [
      ...[client, familyName(family), ...(severalServices ? [service] : [])],
      from ?? 'none',
      broke?.how ?? (works ? 'holds' : 'no answer'),
      ...(broke === null ? ['–', '–'] : [duration(broke.after), duration(broke.waited)]),
      ...(again === null
        ? [works ? '–' : 'none', '–', '–']
        : [again.site ?? 'unknown', duration(again.took), String(again.failures)]),
    ]),
  };
}

/** Those of one step over the repeats; cells are to be read as `SPREAD_LEGEND` says. */
export function heldSpreadTable(spreads: readonly HeldSpread[], severalServices: boolean): Table {
  return {
    head: ['Client', 'IP', ...(severalServices ? ['Service'] : []), 'Broke', 'Noticed after', 'New one took'],
    rows: spreads.map(({ client, family, service, broke, of, after, took }) => [
      ...[client, familyName(family), ...(severalServices ? [service] : [])],
      `in ${broke} of ${of}`,
      after === null ? '–' : spreadText(after, duration),
      took === null ? '–' : spreadText(took, duration),
    ]),
  };
}
