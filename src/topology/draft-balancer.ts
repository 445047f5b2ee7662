import { readBalancer } from './balancer.ts';
import type { DraftSite } from './draft.ts';
import type { DraftSource } from './draft-source.ts';
import type { BalancerForm } from './schema-balancer.ts';
import { nodeAt, type Path } from './yaml-tree.ts';

/** Whether a balancer has back ends elsewhere. */
export function hasBackends(form: BalancerForm | undefined): boolean {
  return typeof form === 'object' && form.backends !== undefined;
}

/** What a file says of a site's balancer; nothing where it has none. */
export function draftBalancer(
  { tree, locate }: DraftSource,
  path: Path,
  form: BalancerForm | undefined,
): Pick<DraftSite, 'balancer'> {
  if (form === undefined) return {};
  const node = nodeAt(tree, [...path, 'backends']);
  if (node?.kind !== 'sequence') return { balancer: readBalancer(form) };
  const backends = node.items.flatMap((item) =>
    item.kind === 'scalar' ? [{ text: item.text, at: locate(item.offset) }] : [],
  );
  return { balancer: { ...readBalancer(form), backends } };
}
