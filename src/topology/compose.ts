import { EVENT_ID, type Event, parseEvents, YAMLException } from 'js-yaml';
import { type Diagnostic, MAX_DIAGNOSTICS } from './diagnostic.ts';
import type { Locate } from './source-position.ts';
import { readScalar } from './yaml-scalar.ts';
import type { YamlEntry, YamlNode } from './yaml-tree.ts';

/** Topologies nest five deep; what nests deeper is a mistake or an attack. */
const MAX_DEPTH = 20;

/** Nodes once every alias is written out: several times what a lab of 1000 nodes needs. */
const MAX_YAML_NODES = 50_000;

export interface Composed {
  /** Absent: nothing sound came out, and one diagnostic says why. */
  readonly tree?: YamlNode;
  readonly diagnostics: readonly Diagnostic[];
}

/** A collection whose end has not come yet. */
type Frame = {
  readonly offset: number;
  readonly anchor: string;
  /** Nodes in it so far with aliases written out, itself included. */
  size: number;
} & (
  | { readonly kind: 'sequence'; readonly items: YamlNode[] }
  | {
      readonly kind: 'mapping';
      readonly entries: Map<string, YamlEntry>;
      /** The key whose value comes next: `dropped` if that value is not to be kept. */
      key?: { readonly text: string; readonly offset: number } | 'dropped' | undefined;
    }
);

/**
 * Reads YAML text into a tree with places. Duplicate keys, tags and keys that are no text are
 * reported and left out of the tree. Aliases are counted before anything is expanded.
 */
export function composeYaml(source: string, locate: Locate): Composed {
  let events: Event[];
  try {
    events = parseEvents(source, { maxDepth: MAX_DEPTH });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const location = locate(error.mark?.position ?? source.length);
    const tooDeep = error.reason.startsWith('nesting exceeded');
    return {
      diagnostics: [
        tooDeep
          ? { code: 'yaml-nesting', args: { limit: MAX_DEPTH }, location }
          : { code: 'yaml-syntax', args: { reason: error.reason }, location },
      ],
    };
  }
  return composeEvents(source, events, locate);
}

function composeEvents(source: string, events: readonly Event[], locate: Locate): Composed {
  const diagnostics: Diagnostic[] = [];
  const anchors = new Map<string, { readonly node: YamlNode; readonly size: number }>();
  const stack: Frame[] = [];
  let tree: YamlNode | undefined;
  let documents = 0;

  const put = (node: YamlNode, size: number): void => {
    const parent = stack.at(-1);
    if (parent === undefined) {
      tree = node;
      return;
    }
    parent.size += size;
    if (parent.kind === 'sequence') parent.items.push(node);
    else if (parent.key === undefined) parent.key = takeKey(parent.entries, node);
    else {
      if (parent.key !== 'dropped') {
        const { text: key, offset: keyOffset } = parent.key;
        parent.entries.set(key, { key, keyOffset, value: node });
      }
      parent.key = undefined;
    }
  };

  const takeKey = (entries: ReadonlyMap<string, YamlEntry>, node: YamlNode) => {
    const location = locate(node.offset);
    if (node.kind !== 'scalar') {
      diagnostics.push({ code: 'yaml-key', args: {}, location });
      return 'dropped';
    }
    if (node.text === '__proto__') {
      diagnostics.push({ code: 'reserved-key', args: { key: node.text }, location });
      return 'dropped';
    }
    const first = entries.get(node.text);
    if (first !== undefined) {
      const line = locate(first.keyOffset).line ?? 0;
      diagnostics.push({ code: 'duplicate-key', args: { key: node.text, line }, location });
      return 'dropped';
    }
    return { text: node.text, offset: node.offset };
  };

  const tagAt = (start: number, end: number): void => {
    if (start < 0) return;
    diagnostics.push({ code: 'yaml-tag', args: { tag: source.slice(start, end) }, location: locate(start) });
  };

  for (const event of events) {
    if (diagnostics.length > MAX_DIAGNOSTICS) return { diagnostics };
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        documents += 1;
        break;
      case EVENT_ID.SEQUENCE:
      case EVENT_ID.MAPPING: {
        if (documents > 1) return severalDocuments(locate(event.start));
        tagAt(event.tagStart, event.tagEnd);
        const open = {
          offset: event.start,
          anchor: event.anchorStart < 0 ? '' : source.slice(event.anchorStart, event.anchorEnd),
          size: 1,
        };
        if (event.type === EVENT_ID.SEQUENCE) stack.push({ ...open, kind: 'sequence', items: [] });
        else stack.push({ ...open, kind: 'mapping', entries: new Map() });
        break;
      }
      case EVENT_ID.SCALAR: {
        const parent = stack.at(-1);
        const waiting = parent?.kind === 'mapping' && typeof parent.key === 'object' ? parent.key : undefined;
        const scalar = readScalar(source, event, waiting?.offset ?? parent?.offset ?? source.length);
        if (documents > 1) return severalDocuments(locate(scalar.offset));
        tagAt(event.tagStart, event.tagEnd);
        if (event.anchorStart >= 0) {
          anchors.set(source.slice(event.anchorStart, event.anchorEnd), { node: scalar, size: 1 });
        }
        put(scalar, 1);
        break;
      }
      case EVENT_ID.ALIAS: {
        const name = source.slice(event.anchorStart, event.anchorEnd);
        const target = anchors.get(name);
        const location = locate(event.anchorStart - 1);
        if (target === undefined) return { diagnostics: [{ code: 'yaml-alias', args: { name }, location }] };
        put(target.node, target.size);
        if ((stack.at(-1)?.size ?? 0) > MAX_YAML_NODES) return tooManyNodes(location);
        break;
      }
      case EVENT_ID.POP: {
        const frame = stack.pop();
        if (frame === undefined) break;
        const node: YamlNode =
          frame.kind === 'sequence'
            ? { kind: 'sequence', offset: frame.offset, items: frame.items }
            : { kind: 'mapping', offset: frame.offset, entries: [...frame.entries.values()] };
        if (frame.size > MAX_YAML_NODES) return tooManyNodes(locate(frame.offset));
        if (frame.anchor !== '') anchors.set(frame.anchor, { node, size: frame.size });
        put(node, frame.size);
        break;
      }
    }
  }
  return tree === undefined ? { diagnostics } : { tree, diagnostics };
}

function severalDocuments(location: ReturnType<Locate>): Composed {
  return { diagnostics: [{ code: 'yaml-documents', args: {}, location }] };
}

function tooManyNodes(location: ReturnType<Locate>): Composed {
  return { diagnostics: [{ code: 'yaml-size', args: { limit: MAX_YAML_NODES }, location }] };
}
