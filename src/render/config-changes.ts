/** How one configuration of a router becomes another while FRR runs: lines that have to be there, and lines that must not. */

/** One line of a configuration, or one block such as an entry of a route-map. */
export interface ConfigChange {
  /** The lines that it stands below: `router bgp 64500`, `address-family ipv4 unicast`; none: at the top. */
  readonly context: readonly string[];
  readonly line: string;
  /** Whether it has to be there, or must not be. */
  readonly wanted: boolean;
  /** All that stands below the line, where it begins a block that is replaced as a whole. */
  readonly block?: readonly string[];
}

/**
 * What has to change, in an order in which nothing ever refers to what is not there: lists and route-maps are made before
 * sessions use them, and go when none does any more. A line that takes the place of another is no reason to remove that one:
 * a session without a policy would lose its routes for a moment (RFC 8212).
 *
 * @param before all configurations that the router may have parts of
 */
export function configChanges(before: readonly string[], after: string): readonly ConfigChange[] {
  const wanted = parse(after);
  const present = before.map(parse);
  const known = (found: Block): boolean =>
    present.every((blocks) => blocks.some((each) => same(each, found)));
  const added = wanted.filter((each) => !known(each));
  const kept = new Set(wanted.map(keyOf));
  const gone = new Map(
    present.flat().flatMap((each) => (kept.has(keyOf(each)) ? [] : [[identityOf(each), each] as const])),
  );
  const toChange =
    (wantedNow: boolean) =>
    (each: Block): ConfigChange => ({
      context: each.context,
      line: each.line,
      wanted: wantedNow,
      ...(wantedNow && isBlock(each) ? { block: each.lines } : {}),
    });
  const isTop = ({ context }: Block): boolean => context.length === 0;
  const removed = [...gone.values()].toReversed();
  return [
    ...added.filter(isTop).map(toChange(true)),
    ...removed.filter((each) => !isTop(each)).map(toChange(false)),
    ...added.filter((each) => !isTop(each)).map(toChange(true)),
    ...removed.filter(isTop).map(toChange(false)),
  ];
}

interface Block {
  readonly context: readonly string[];
  readonly line: string;
  /** Those below it; none but of blocks that are replaced as a whole. */
  readonly lines: readonly string[];
}

/** Lines below which each line stands for itself. */
const CONTEXT = /^(?:router |address-family |interface )/;

/** An entry of a route-map is a block even where nothing stands in it. */
function isBlock({ line, lines }: Block): boolean {
  return lines.length > 0 || line.startsWith('route-map ');
}

/** How FRR's configuration says that a block has ended. */
const END = /^(?:!|exit|exit-address-family|end)$/;

function parse(text: string): readonly Block[] {
  const blocks: (Block & { lines: string[] })[] = [];
  let open: (Block & { lines: string[] }) | undefined;
  let context: string[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || END.test(line)) continue;
    const depth = raw.length - raw.trimStart().length;
    context = context.slice(0, depth);
    if (CONTEXT.test(line)) context[depth] = line;
    else if (context.length < depth) open?.lines.push(line);
    else {
      const block = { context: [...context], line, lines: [] };
      // The topology's lines may add to an entry of ours: both are one to FRR.
      open = line.startsWith('route-map ')
        ? blocks.find((each) => identityOf(each) === identityOf(block))
        : undefined;
      if (open === undefined) {
        open = block;
        blocks.push(open);
      }
    }
  }
  const last = new Map(blocks.map((each) => [keyOf(each), identityOf(each)]));
  // Lines of the topology come last, and win.
  return blocks.filter((each) => last.get(keyOf(each)) === identityOf(each));
}

function same(a: Block, b: Block): boolean {
  return identityOf(a) === identityOf(b) && a.lines.join('\n') === b.lines.join('\n');
}

function identityOf({ context, line }: Pick<Block, 'context' | 'line'>): string {
  return [...placeOf(context), line].join('\n');
}

/** Below what a line stands: FRR takes `router bgp` with its ASN and without. */
function placeOf(context: readonly string[]): readonly string[] {
  return context.map((line) => (/^router bgp \d+$/.test(line) ? 'router bgp' : line));
}

/** What only one line of a context can say: of a neighbour's lines, and those of OSPF on an interface, all but their values. */
function keyOf(block: Block): string {
  const words = block.line.split(' ');
  if (/^ip(?:v6)? ospf/.test(block.line))
    return [...placeOf(block.context), ...words.slice(0, -1)].join('\n');
  if (words[0] !== 'neighbor') return identityOf(block);
  const [, address, what, first] = words;
  const direction = words.at(-1) ?? '';
  return [
    ...placeOf(block.context),
    ...['neighbor', address, what, first === 'connect' ? first : ''],
    /^(?:in|out)$/.test(direction) ? direction : '',
  ].join('\n');
}
