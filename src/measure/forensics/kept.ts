/** What became of lost queries as a result keeps it: few have a fate of their own, so each fate is kept once. */

import { seriesKey } from '../samples.ts';
import type { Forensics } from './forensics.ts';
import type { LostQuery } from './verdict.ts';

/** All that is known of a lost query but its times: when it was sent is with the samples. */
export type LossFate = Omit<LostQuery, 'client' | 'service' | 'family' | 'seq' | 'sentAt' | 'lastSeen'> & {
  readonly lastSeen: Omit<NonNullable<LostQuery['lastSeen']>, 'at'> | null;
};

/** The lost queries of one client, service and IP version: their numbers, and each one's index into the fates. */
export interface LossColumns extends Pick<LostQuery, 'client' | 'service' | 'family'> {
  readonly seq: readonly number[];
  readonly fate: readonly number[];
}

export interface KeptForensics extends Omit<Forensics, 'losses'> {
  readonly losses: { readonly fates: readonly LossFate[]; readonly series: readonly LossColumns[] };
}

/** Forensics with their losses in columns. */
export function keepForensics({ losses, ...rest }: Forensics): KeptForensics {
  const numbers = new Map<string, number>();
  const fates: LossFate[] = [];
  const series = new Map<string, LossColumns & { readonly seq: number[]; readonly fate: number[] }>();
  for (const { client, service, family, seq, sentAt: _, lastSeen, ...known } of losses) {
    const fate = { ...known, lastSeen: withoutTime(lastSeen) };
    const text = JSON.stringify(fate);
    const number = numbers.get(text) ?? fates.push(fate) - 1;
    numbers.set(text, number);
    const key = seriesKey({ client, service, family });
    const columns = series.get(key) ?? { client, service, family, seq: [], fate: [] };
    series.set(key, columns);
    columns.seq.push(seq);
    columns.fate.push(number);
  }
  return { ...rest, losses: { fates, series: [...series.values()] } };
}

function withoutTime(lastSeen: LostQuery['lastSeen']): LossFate['lastSeen'] {
  if (lastSeen === null) return null;
  const { at: _, ...place } = lastSeen;
  return place;
}
