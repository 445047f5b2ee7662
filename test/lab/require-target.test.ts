import { describe, expect, it } from 'vitest';
import { requireTarget } from '../../src/lab/apply-fault.ts';
import type { Lab } from '../../src/lab/find-lab.ts';
import { LabError } from '../../src/lab/lab-error.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import type { FaultSpec } from '../../src/topology/topology.ts';

const parsed = parseTopology(
  'sites: { aix: }\nrouters: { near: }\nclients: { alma: near }\nlinks: [ aix -> near ]\n',
  'lab.yaml',
);
if (!('topology' in parsed) || parsed.topology === undefined) throw new Error('the topology is not valid');
const plan = planLab(parsed.topology);
const lab: Lab = { name: 'x', plan, fabric: {} as Lab['fabric'], containers: new Map() };

describe('the target of a fault', () => {
  it('is a site or, where the kind can be done to it, a link', () => {
    expect(requireTarget(lab, { kind: 'withdraw', target: 'aix' })).toMatchObject({ kind: 'site' });
    expect(requireTarget(lab, { kind: 'blackhole', target: 'aix--near' })).toMatchObject({ kind: 'link' });
    const refused = 'withdraw is done to a site, and aix--near is a link';
    expect(() => requireTarget(lab, { kind: 'withdraw', target: 'aix--near' })).toThrow(refused);
  });

  it('that is none may be one that is misspelt', () => {
    const hint = (spec: FaultSpec): unknown => {
      try {
        return requireTarget(lab, spec);
      } catch (error) {
        return error instanceof LabError ? error.hint : error;
      }
    };
    expect(hint({ kind: 'withdraw', target: 'axi' })).toBe('Did you mean aix?');
    expect(hint({ kind: 'link-down', target: 'aix--naer' })).toBe('Did you mean aix--near?');
    expect(hint({ kind: 'withdraw', target: 'lisbon' })).toBe('Its sites: aix.');
    expect(hint({ kind: 'blackhole', target: 'lisbon' })).toBe('Its sites and links: aix, aix--near.');
  });

  it('of a flap has to suit the fault that is applied and undone', () => {
    const flap = { kind: 'flap', target: 'aix--near' } as const;
    expect(requireTarget(lab, { ...flap, flap: 'link-down' })).toMatchObject({ kind: 'link' });
    expect(() => requireTarget(lab, { ...flap, flap: 'bgp-kill' })).toThrow('bgp-kill is done to a site');
    expect(() => requireTarget(lab, flap)).toThrow('withdraw is done to a site');
  });
});
