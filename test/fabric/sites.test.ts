/** Which servers `up` still waits for, by what the health check of their site's router has found. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const FABRIC = fileURLToPath(new URL('../../images/fabric', import.meta.url));

/** Reads a list of lists of checks, and prints what is missing of each. */
const DRIVER = `
import json, sys
sys.path.insert(0, sys.argv[1])
from agent import sites
print(json.dumps([sites.missing(checks) for checks in json.load(sys.stdin)]))
`;

const check = (server: string, answered: boolean, healthy: boolean, lastError: string | null) => ({
  ...{ server, answered, healthy, lastError },
});
const behind = (one: ReturnType<typeof check>) => ({ ...one, behind: 'lb.fra' });

const good = check('ns1.fra', true, true, null);
const asked = check('ns2.fra', false, true, null);
const dead = check('ns2.fra', false, true, 'Connection refused');
const killed = check('ns2.fra', false, false, 'Connection refused');
const wrong = check('ns2.fra', true, true, 'answered 203.0.113.9');
const out = check('ns2.fra', true, false, 'answered 203.0.113.9');
const recovering = check('ns2.fra', true, false, null);
const balancer = check('lb.fra', false, false, 'answered SERVFAIL');

const CASES = [
  ['nobody where all are in', [good], {}],
  ['one that has not answered', [good, asked], { 'ns2.fra': 'not in yet' }],
  ['one that cannot be reached', [good, dead], { 'ns2.fra': 'Connection refused' }],
  ['one that was taken out since it died', [good, killed], { 'ns2.fra': 'Connection refused' }],
  ['one that is about to be taken out', [good, wrong], { 'ns2.fra': 'answered 203.0.113.9' }],
  ['nobody where one is out for what it answers', [good, out], {}],
  ['one that is about to be in again', [good, recovering], { 'ns2.fra': 'not in yet' }],
  ['a balancer with a back end', [balancer, behind(good), behind(out)], { 'lb.fra': 'answered SERVFAIL' }],
  ['no balancer whose back ends are all out for what they answer', [balancer, behind(out)], {}],
  [
    'a balancer and its dead back end',
    [balancer, behind(killed)],
    { 'lb.fra': 'answered SERVFAIL', 'ns2.fra': 'Connection refused' },
  ],
] as const;

const input = JSON.stringify(CASES.map(([, checks]) => checks));
const found = JSON.parse(
  execFileSync('python3', ['-BIS', '-c', DRIVER, FABRIC], { encoding: 'utf8', input }),
);

it.each(CASES.map(([what, , missing], index) => [what, missing, index] as const))(
  'waits for %s',
  (_what, missing, index) => {
    expect(found[index]).toEqual(missing);
  },
);
