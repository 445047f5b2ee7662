import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const HEALTH = fileURLToPath(new URL('../../images/router/health', import.meta.url));

/** Reads {fall, rise, checks: [[second, good, answered]]}, and prints after each check whether the server is healthy. */
const DRIVER = `
import json, sys
sys.path.insert(0, sys.argv[1])
from verdict import Verdict
case = json.loads(sys.argv[2])
verdict = Verdict(case['fall'], case['rise'], 0)
for second, good, answered in case['checks']:
    before = verdict.healthy
    if answered:
        verdict.begin(second)
    changed = (verdict.success if good else verdict.failure)(second)
    assert changed == (verdict.healthy != before), 'says that it changed when it did, and only then'
    print('+' if verdict.healthy else '-', end='')
`;

/** What the verdict is after each check, one a second: `+` a good answer, `x` a bad one, `.` none, digits leave out as many seconds times ten. */
function verdicts(fall: number, rise: number, timeline: string): string {
  let second = 0;
  const checks: (readonly [number, boolean, boolean])[] = [];
  for (const mark of timeline.replaceAll(' ', '')) {
    if (/\d/.test(mark)) second += 10 * Number(mark);
    else checks.push([second++, mark === '+', mark !== '.']);
  }
  const args = ['-BIS', '-c', DRIVER, HEALTH, JSON.stringify({ fall, rise, checks })];
  return execFileSync('python3', args, { encoding: 'utf8' });
}

describe('a server’s verdict', () => {
  it.each([
    ['stays healthy while it answers', 2, 2, '++++', '++++'],
    ['falls at the second failure in a row, not at the first', 2, 2, '+.+..', '++++-'],
    ['rises at the second success in a row, not at the first', 2, 2, '+..+.++', '++----+'],
    ['falls at the first failure, and rises at the first success', 1, 1, '+.+.', '+-+-'],
    ['counts to other numbers', 3, 4, '+..+...+++.++++', '++++++--------+'],
    ['does not count a failure twice after a change', 2, 2, '+..++.+..', '++--++++-'],
    ['is healthy before its first answer, whatever fails', 2, 2, '......+', '+++++++'],
    ['counts from its first answer on', 2, 2, '.....+..', '+++++++-'],
    ['counts from its first answer on where that is bad', 2, 2, '....xx.++', '+++++---+'],
    ['counts from a minute after the start without one', 2, 2, '....5........++', '+++++++++++--+'],
  ])('%s', (_what, fall, rise, timeline, expected) => {
    expect(verdicts(fall, rise, timeline)).toBe(expected);
  });
});
