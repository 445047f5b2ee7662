import type { Draft } from './draft.ts';
import type { TopologyFile } from './schema.ts';
import type { Locate } from './source-position.ts';
import { nodeAt, type YamlNode } from './yaml-tree.ts';

/** What a file says of the primary, and where it says how old zones may be. */
export function draftPrimary({
  file,
  tree,
  locate,
}: {
  readonly file: TopologyFile;
  readonly tree: YamlNode;
  readonly locate: Locate;
}): Pick<Draft, 'primary' | 'staleAt'> {
  const paths = [['health'], ...Object.keys(file.sites).map((site) => ['sites', site, 'health'])];
  const staleAt = paths.flatMap((path) => nodeAt(tree, [...path, 'max-stale']) ?? []);
  const router = nodeAt(tree, ['primary', 'router']);
  return {
    staleAt: staleAt.map(({ offset }) => locate(offset)),
    ...(file.primary && router !== undefined
      ? {
          primary: {
            router: { text: file.primary.router, at: locate(router.offset) },
            kind: file.primary.kind ?? 'knot',
          },
        }
      : {}),
  };
}
