/** What a client's own resolver validates with, where zones of the lab are signed. */
import type { LabPlan, NodePlan } from '../plan/lab-plan.ts';
import { signedZones } from '../plan/secondaries.ts';
import type { NodeFile } from './node-files.ts';

const TRUST_ANCHORS = '/etc/anycast-lab/trust-anchors';

/**
 * What stands for the keys: the agent in the fabric puts them in as it writes the file (images/fabric/agent/anchors.py), as the primary
 * makes them when it first signs.
 */
const KEYS = '{{trust-anchors}}\n';

/**
 * Of an Unbound that validates. It logs why an answer is bogus, and says so in the answer (RFC 8914). All other zones are taken as they
 * are: it knows no anchor above those of the lab. All nodes have one clock: by itself it would take signatures for good for an hour after they
 * expired. And by itself it would answer for new names from the NSEC records that it has (RFC 8198), without asking anybody: they are there to
 * see whether anybody answers.
 */
export const VALIDATOR = `    module-config: "validator iterator"
    trust-anchor-file: "${TRUST_ANCHORS}"
    key-cache-size: 1m
    key-cache-slabs: 1
    val-sig-skew-min: 0
    val-sig-skew-max: 0
    val-log-level: 2
    aggressive-nsec: no
    ede: yes
`;

/** Whether a node is a client whose own resolver validates: it does where anything is signed. */
export function validates(plan: Pick<LabPlan, 'services'>, node: NodePlan): boolean {
  return node.role === 'client' && node.resolver !== undefined && signedZones(plan).length > 0;
}

/** The file with the keys, or rather with what stands for them; none of a node that does not validate. */
export function trustAnchors(plan: LabPlan, node: NodePlan): readonly NodeFile[] {
  return validates(plan, node) ? [{ path: TRUST_ANCHORS, content: KEYS }] : [];
}
