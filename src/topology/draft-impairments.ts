import type { DraftImpairment, DraftImpairments, DraftPlace } from './draft.ts';
import { parseRate, parseShare, parseTime } from './quantities.ts';
import { DISTANCE, type ImpairmentForm, type ImpairmentsForm } from './schema-impairments.ts';
import type { PlaceForm } from './schema-places.ts';
import type { Locate } from './source-position.ts';
import type { Impairment } from './topology.ts';
import { nodeAt, type Path, type YamlNode } from './yaml-tree.ts';

/** What a link, or a client, says of its link; `path` is where that stands in the tree. */
export function draftImpairments(
  { tree, locate }: { readonly tree: YamlNode; readonly locate: Locate },
  path: Path,
  form: ImpairmentsForm,
): DraftImpairments {
  const draft = (at: Path, one: ImpairmentForm): DraftImpairment => {
    const jitter = nodeAt(tree, [...at, 'jitter']);
    const latency = nodeAt(tree, [...at, 'latency']);
    return {
      is: readImpairment(one),
      ...(jitter === undefined ? {} : { jitterAt: locate(jitter.offset) }),
      ...(latency === undefined || one.latency !== DISTANCE ? {} : { distanceAt: locate(latency.offset) }),
    };
  };
  const from = nodeAt(tree, [...path, 'from']);
  return {
    ...(form.mtu === undefined ? {} : { mtu: form.mtu }),
    both: draft(path, form),
    from: (from?.kind === 'mapping' ? from.entries : []).map(({ key, keyOffset }) => ({
      text: key,
      at: locate(keyOffset),
      ...draft([...path, 'from', key], form.from?.[key] ?? {}),
    })),
  };
}

/** Where a node says that it is. */
export function draftPlace(
  { tree, locate }: { readonly tree: YamlNode; readonly locate: Locate },
  path: Path,
  form: PlaceForm | undefined,
): { readonly place?: DraftPlace } {
  if (form === undefined) return {};
  const is = typeof form === 'string' ? form : ([form[0] ?? 0, form[1] ?? 0] as const);
  return { place: { is, at: locate(nodeAt(tree, path)?.offset ?? 0) } };
}

/** Nothing, written out as `0ms`, is there too: it takes away what is said of both ways. */
function readImpairment({ latency, jitter, loss, rate }: ImpairmentForm): Impairment {
  const read = <Name extends keyof Impairment>(
    name: Name,
    text: string | undefined,
    parse: (text: string) => number | undefined,
  ): Impairment => (text === undefined ? {} : { [name]: parse(text) ?? 0 });
  return {
    ...read('latency', latency === DISTANCE ? undefined : latency, parseTime),
    ...read('jitter', jitter, parseTime),
    ...read('loss', loss, parseShare),
    ...read('rate', rate, parseRate),
  };
}
