import { expect, it } from 'vitest';
import { whereSigned } from '../../src/lab/spoilt-zones.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import { lab } from '../topology/mistakes.ts';

function planOf(dnssec: boolean) {
  const services = `{ dns: { prefixes: [192.0.2.0/24], zone: a.test, dnssec: ${dnssec} }, public: { prefixes: [198.51.100.0/24], role: resolver } }`;
  const parsed = parseTopology(lab({ services, primary: '{ router: transit }' }), 'signed.yaml');
  if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
  return planLab(parsed.topology);
}

const SPEC = { kind: 'bad-signature', target: 'fra' } as const;
const spoil = (node: string) => ({ do: 'serve-spoilt', node, program: 'nsd' }) as const;

it('spoils the signatures of servers that have any, and passes resolvers over', () => {
  const actions = [spoil('ns1.fra'), spoil('res1.fra')];
  expect(whereSigned(planOf(true), SPEC, actions)).toEqual([spoil('ns1.fra')]);
});

it.each([
  ['a server without zones', true, 'Signed zones are at: ns1.fra'],
  ['a lab without signatures', false, 'Write dnssec: true at a service'],
])('says what to choose instead of %s', (_, signed, hint) => {
  const refuse = () => whereSigned(planOf(signed), SPEC, [spoil('res1.fra')]);
  expect(refuse).toThrow('bad-signature spoils signatures, and no zone of fra is signed');
  expect(refuse).toThrow(expect.objectContaining({ code: 'usage', hint: expect.stringContaining(hint) }));
});
