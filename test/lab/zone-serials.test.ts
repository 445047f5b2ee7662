import { describe, expect, it } from 'vitest';
import { answersByKey, questions } from '../../src/lab/zone-serials.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import { lab } from '../topology/mistakes.ts';

const parsed = parseTopology(lab({ primary: '{ router: transit }' }), 'lab.yaml');
if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
const plan = planLab(parsed.topology);

describe('a server asks the primary', () => {
  it('at each of its addresses, as one IP version may have no way', () => {
    const processes = plan.nodes.map(({ name }, index) => ({ name, pid: index + 1 }));
    const asked = questions(plan, processes).filter(
      ({ key }) => key.startsWith('from ') && key.endsWith(' ns1.fra'),
    );
    expect(asked.map(({ target }) => (target.address.includes(':') ? 6 : 4))).toEqual([4, 6]);
    const none = { serial: null, seen: 'Network is unreachable', at: null, suits: false };
    const seven = { serial: 7, seen: 'NOERROR', at: 1, suits: true };
    const answer = (...found: readonly (typeof none | typeof seven)[]) =>
      answersByKey(found.map((each) => ['key', each])).get('key');
    expect([answer(none, seven), answer(seven, none), answer(none)]).toEqual([seven, seven, none]);
  });
});
