import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const FABRIC = fileURLToPath(new URL('../../images/fabric', import.meta.url));

/** One direction of the delay line, fed with frames at times of our own: prints when each is due, null where it is dropped. */
const DRIVER = `
import json, random, sys
sys.path.insert(0, sys.argv[1])
from agent import line
random.seed(1)
given = json.load(sys.stdin)
way = line.Direction(0, None, None)
way.set({'latency': 0, 'jitter': 0, 'loss': 0, 'rate': 0, **given['way']})
due = []
for at, size in given['frames']:
    before = len(way.frames)
    way.take(bytes(size + line.OFFLOAD_HEADER), at)
    due.append(way.frames[-1][0] if len(way.frames) > before else None)
print(json.dumps(due))
`;

function due(
  way: object,
  frames: readonly (readonly [at: number, size: number])[],
): readonly (number | null)[] {
  const input = JSON.stringify({ way, frames });
  return JSON.parse(execFileSync('python3', ['-BIS', '-c', DRIVER, FABRIC], { input, encoding: 'utf8' }));
}

const MS = 1_000_000;
const every = (count: number, gap: number, size = 100) =>
  Array.from({ length: count }, (_, index) => [index * gap, size] as const);

describe('one way over the delay line', () => {
  it('adds the latency to when a frame came', () => {
    expect(
      due({ latency: 20_000 }, [
        [0, 60],
        [5 * MS, 60],
      ]),
    ).toEqual([20 * MS, 25 * MS]);
  });

  it('spreads frames by the jitter, and lets none overtake another', () => {
    const all = due({ latency: 20_000, jitter: 10_000 }, every(2000, MS));
    const delays = all.map((at, index) => (at ?? 0) - index * MS);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(10 * MS);
    expect(Math.max(...delays)).toBeLessThanOrEqual(30 * MS);
    expect(all).toEqual(all.toSorted((a, b) => (a ?? 0) - (b ?? 0)));
    // Far apart, nobody waits for another: the mean is the latency.
    const apart = due({ latency: 20_000, jitter: 10_000 }, every(2000, 100 * MS));
    const mean = apart.reduce<number>((sum, at, index) => sum + (at ?? 0) - index * 100 * MS, 0) / 2000;
    expect(mean / MS).toBeGreaterThan(19.5);
    expect(mean / MS).toBeLessThan(20.5);
  });

  it('loses the share of frames that it is told', () => {
    const lost = due({ loss: 0.01 }, every(20_000, 0)).filter((at) => at === null).length;
    // Four standard deviations of a binomial of 20 000 and 1 %.
    expect(Math.abs(lost - 200)).toBeLessThan(57);
    expect(due({ loss: 1 }, every(10, 0))).toEqual(Array(10).fill(null));
  });

  it('sends no faster than its rate, and lets no more than 100 ms wait', () => {
    // 1250 octets at 10 Mbit/s take 1 ms.
    const all = due({ rate: 10_000_000 }, every(150, 0, 1250));
    expect(all.slice(0, 3)).toEqual([MS, 2 * MS, 3 * MS]);
    expect(all.filter((at) => at !== null)).toHaveLength(101);
    // Idle for long, it has saved nothing up.
    expect(
      due({ rate: 10_000_000 }, [
        [0, 1250],
        [500 * MS, 1250],
        [500 * MS, 1250],
      ]),
    ).toEqual([MS, 501 * MS, 502 * MS]);
  });
});
