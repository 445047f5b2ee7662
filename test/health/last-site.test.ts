import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const HEALTH = fileURLToPath(new URL('../../images/router/health', import.meta.url));

/** How long the news of a site takes to the others, and how long each waits at least after it has said that it is leaving; in ticks. */
const NEWS = 3;
const SETTLE = 4;

/**
 * Worlds of sites in which all hear of all, NEWS ticks late: what a site does at a tick the others see so much later. Reads a list of
 * {site: marks}, a mark a tick: `+` with healthy servers, `.` without, and `x` crashed; prints the phase of each after each tick.
 */
const DRIVER = `
import json, sys
sys.path.insert(0, sys.argv[1])
from last_site import GONE, LastSite
settle, news = int(sys.argv[2]), int(sys.argv[3])

def run(timeline):
    sites = {name: LastSite(settle) for name in timeline}
    # Of each site and tick, what it announces: nothing, a path that is as usual, or one that says that it is leaving.
    history = {name: [] for name in timeline}
    shown = {name: '' for name in timeline}
    for tick in range(max(map(len, timeline.values()))):
        now = {}
        for name, marks in timeline.items():
            mark = marks[min(tick, len(marks) - 1)]
            site = sites[name]
            seen = [past[tick - news] if tick >= news else False for other, past in history.items() if other != name]
            if mark == 'x':
                now[name] = None
                shown[name] += 'x'
            else:
                site.decide(mark == '+', [leaving for leaving in seen if leaving is not None], mark != '+', 1 + tick)
                now[name] = None if site.phase == GONE else mark != '+'
                shown[name] += {'serving': '+', 'leaving': '-', 'gone': '.'}[site.phase]
        for name in now:
            history[name].append(now[name])
    return shown

print(json.dumps([run(timeline) for timeline in json.load(sys.stdin)]))
`;

type World = Readonly<Record<string, string>>;

function phasesOf(worlds: readonly World[]): readonly World[] {
  const args = ['-BIS', '-c', DRIVER, HEALTH, String(SETTLE), String(NEWS)];
  return JSON.parse(execFileSync('python3', args, { encoding: 'utf8', input: JSON.stringify(worlds) }));
}

const phases = (world: World): World => phasesOf([world])[0] ?? {};

describe('where the last site is to stay', () => {
  it('a site without servers is withdrawn once the word has got round, as another one stays', () => {
    expect(phases({ fra: '+++..........+++', nyc: '++++++++++++++++' })).toEqual({
      fra: '+++----......+++',
      nyc: '++++++++++++++++',
    });
  });

  it('those that fail at one moment all stay', () => {
    const failing = '++..........';
    expect(phases({ fra: failing, nyc: failing, sin: failing })).toEqual({
      fra: '++----------',
      nyc: '++----------',
      sin: '++----------',
    });
  });

  it('of those that fail one after another the last stays, alone', () => {
    expect(
      phases({
        fra: '+.........................',
        nyc: '++++++++..................',
        sin: '+++++++++++++++...........',
      }),
    ).toEqual({
      fra: '+----.....................',
      nyc: '++++++++----..............',
      sin: '+++++++++++++++-----------',
    });
  });

  it('somebody announces at every moment, however close together they fail', () => {
    const failing = (at: number): string => '+'.repeat(1 + at).padEnd(40, '.');
    const moments = Array.from({ length: 2 * SETTLE + NEWS }, (_, index) => index);
    const worlds = moments.flatMap((second) =>
      moments.map((third) => ({ fra: failing(0), nyc: failing(second), sin: failing(third) })),
    );
    for (const world of phasesOf(worlds)) {
      const texts = Object.values(world);
      const silent = [...(texts[0] ?? '')].findIndex((_, tick) => texts.every((text) => text[tick] === '.'));
      expect(silent).toBe(-1);
    }
  });

  it('a site that was withdrawn is announced again when nobody else is', () => {
    const { fra } = phases({ fra: '++..............', nyc: '++++++++++xxxxxx' });
    expect(fra).toBe('++----.......---');
  });
});
