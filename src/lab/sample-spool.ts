/** The queries of a run in a file, so that its length costs no memory: a client costs the same after a day as after a second. */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectFates, type Fate, type Fates } from '../measure/fates.ts';
import type { SampleSeries } from '../measure/outage.ts';
import { type QuerySample, seriesKey } from '../measure/samples.ts';

/** Bytes of one query: seq (4), sent (8), received (8, NaN: never), fate (2), port (2, 0: not known), id (2). */
const SIZE = 26;

/** Queries that are held back until they are written together. */
const BLOCK = 512;

export interface SampleSpool {
  /** @throws Error (ENOSPC, say) where it cannot be written */
  add(sample: QuerySample): void;
  /** Those of all series that were sent at an instant or after it, in µs; each series' in the order in which they were added. */
  sentSince(instant: number): Iterable<QuerySample>;
  /** What was added so far, sorted by client, service and IP version. Queries are read from the file whenever `samples` is asked for. */
  readonly series: readonly SampleSeries[];
  /** Gives the file back; nothing can be read any more. */
  close(): void;
}

interface Spooled {
  readonly of: Pick<QuerySample, 'client' | 'service' | 'family'>;
  readonly blocks: Block[];
  /** The block that is being filled. */
  readonly pending: Buffer;
  /** How many are in it. */
  count: number;
  /** When the latest of them was sent. */
  latest: number;
}

/** A full block: where it is in the file, and when the latest of its queries was sent. */
interface Block {
  readonly position: number;
  readonly latest: number;
}

/** Opens a file that has no name any more, so that it is gone with the process, however that ends. */
export function openSpool(): SampleSpool {
  const directory = mkdtempSync(join(tmpdir(), 'anycast-lab-run-'));
  const file = openSync(join(directory, 'samples'), 'wx+');
  rmSync(directory, { recursive: true });
  let end = 0;
  const all = new Map<string, Spooled>();
  const fates = collectFates();

  return {
    add: (sample) => {
      const key = seriesKey(sample);
      let one = all.get(key);
      if (one === undefined) {
        const { client, service, family } = sample;
        one = {
          of: { client, service, family },
          blocks: [],
          pending: Buffer.alloc(BLOCK * SIZE),
          count: 0,
          latest: 0,
        };
        all.set(key, one);
      }
      write(one.pending, one.count * SIZE, sample, fates.numberOf(sample));
      one.count += 1;
      one.latest = Math.max(one.latest, sample.sentAt);
      if (one.count < BLOCK) return;
      writeSync(file, one.pending, 0, BLOCK * SIZE, end);
      one.blocks.push({ position: end, latest: one.latest });
      end += BLOCK * SIZE;
      one.count = 0;
      one.latest = 0;
    },
    sentSince: function* (instant) {
      for (const one of all.values()) {
        // Blocks that end before it are not read: a run may have gone on for hours by then.
        const blocks = one.blocks.filter(({ latest }) => latest >= instant);
        for (const sample of readSeries(file, { ...one, blocks }, fates)) {
          if (sample.sentAt >= instant) yield sample;
        }
      }
    },
    get series() {
      return [...all]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, one]) => ({
          ...one.of,
          get samples() {
            return readSeries(file, one, fates);
          },
        }));
    },
    close: () => closeSync(file),
  };
}

function readSeries(
  file: number,
  { of, blocks, pending, count }: Spooled,
  fates: Fates,
): readonly QuerySample[] {
  const samples: QuerySample[] = [];
  const block = Buffer.alloc(BLOCK * SIZE);
  for (const { position } of blocks) {
    if (readSync(file, block, 0, block.length, position) < block.length)
      throw new Error('the samples of the run were cut short');
    for (let offset = 0; offset < block.length; offset += SIZE)
      samples.push(read(block, offset, of, fates.list));
  }
  for (let index = 0; index < count; index++) samples.push(read(pending, index * SIZE, of, fates.list));
  return samples;
}

function write(into: Buffer, offset: number, sample: QuerySample, fate: number): void {
  into.writeUInt32LE(sample.seq, offset);
  into.writeDoubleLE(sample.sentAt, offset + 4);
  into.writeDoubleLE(sample.receivedAt ?? Number.NaN, offset + 12);
  into.writeUInt16LE(fate, offset + 20);
  into.writeUInt16LE(sample.port ?? 0, offset + 22);
  into.writeUInt16LE(sample.id ?? 0, offset + 24);
}

function read(from: Buffer, offset: number, of: Spooled['of'], fates: readonly Fate[]): QuerySample {
  const receivedAt = from.readDoubleLE(offset + 12);
  const { server, site, rcode, late, dropped, error } = fates[from.readUInt16LE(offset + 20)] as Fate;
  const port = from.readUInt16LE(offset + 22);
  // Hundreds of thousands: a literal without spreads is ten times as fast.
  const sample: QuerySample = {
    client: of.client,
    service: of.service,
    family: of.family,
    seq: from.readUInt32LE(offset),
    sentAt: from.readDoubleLE(offset + 4),
    receivedAt: Number.isNaN(receivedAt) ? null : receivedAt,
    server,
    site,
    rcode,
    late,
    dropped,
  };
  if (port === 0 && error === undefined) return sample;
  return {
    ...sample,
    ...(error === undefined ? {} : { error }),
    ...(port === 0 ? {} : { port, id: from.readUInt16LE(offset + 24) }),
  };
}
