/** Reading the page of an exercise: Markdown for people, with one block of YAML that says which lab it is about and what its goals are. */
import type * as z from 'zod';
import type { Diagnostic } from './diagnostic.ts';
import { readDocument } from './document.ts';
import type { Exercise } from './exercise.ts';
import { exerciseSchema } from './exercise-schema.ts';
import { resolveCatchment } from './resolve-catchment.ts';
import { draftCatchment } from './scenario-draft.ts';
import { checkShape, type FileForm } from './shape.ts';
import { entryOf, nodeAt, type YamlEntry, type YamlNode } from './yaml-tree.ts';

/** A fenced block of a Markdown page. */
export interface FencedBlock {
  /** What stands behind the opening fence: `yaml`, `console`. */
  readonly language: string;
  /** Of its first line of text, from 1. */
  readonly line: number;
  readonly lines: readonly string[];
}

/** The fenced blocks of a page (CommonMark 0.31, section 4.5), as far as pages of our own need it: three backticks, not indented. */
export function fencedBlocks(source: string): readonly FencedBlock[] {
  const blocks: FencedBlock[] = [];
  let open: { language: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of source.split('\n').entries()) {
    if (open === undefined) {
      const language = /^```(\w*)$/.exec(line)?.[1];
      if (language !== undefined) open = { language, line: index + 2, lines: [] };
    } else if (line === '```') {
      blocks.push(open);
      open = undefined;
    } else open.lines.push(line);
  }
  return blocks;
}

/** What stands in for a key that a mistake took out. */
const STAND_IN: readonly YamlEntry[] = [
  { key: 'topology', keyOffset: 0, value: scalar('none') },
  {
    key: 'goals',
    keyOffset: 0,
    value: {
      kind: 'sequence',
      offset: 0,
      items: [
        { kind: 'mapping', offset: 0, entries: [{ key: 'goal', keyOffset: 0, value: scalar('none') }] },
      ],
    },
  },
];

const EXERCISE_FORM: FileForm<z.infer<typeof exerciseSchema>> = {
  schema: exerciseSchema,
  complete: (tree) => {
    if (tree.kind !== 'mapping') return tree;
    const missing = STAND_IN.filter(({ key }) => entryOf(tree, key) === undefined);
    return { ...tree, entries: [...tree.entries, ...missing] };
  },
};

function scalar(text: string): YamlNode {
  return { kind: 'scalar', offset: 0, end: 0, text, value: text };
}

const FILE_NAME = /(?:^|\/)(\d{2})-([a-z0-9-]+)\.md$/;

/**
 * Reads an exercise: its number and name are those of the file, its title is the first headline, and the rest the YAML block with
 * `goals:`. Never throws.
 * @param file ends in `NN-name.md`
 */
export function parseExercise(
  source: string,
  file: string,
): { readonly exercise: Exercise } | { readonly diagnostics: readonly Diagnostic[] } {
  const missing = (key: string, expected: string) => {
    return { diagnostics: [{ code: 'missing-key', args: { key, expected }, location: { file } } as const] };
  };
  const [, number = '', name] = FILE_NAME.exec(file) ?? [];
  if (name === undefined) return missing('number', 'the file name as 02-name.md');
  const title = /^# (.+)\n/.exec(source)?.[1];
  if (title === undefined) return missing('title', 'a headline such as: # Policy comes before distance');
  const block = fencedBlocks(source).find(
    ({ language, lines }) => language === 'yaml' && lines.includes('goals:'),
  );
  if (block === undefined) return missing('goals', 'a block of YAML with topology and goals');
  // Empty lines before it, so that places in it are places in the page.
  const document = readDocument('\n'.repeat(block.line - 1) + block.lines.join('\n'), file);
  if (!('root' in document)) return document;
  const shape = checkShape(document.root, document.locate, EXERCISE_FORM);
  const diagnostics = [...document.diagnostics, ...shape.diagnostics];
  if (shape.sound === undefined || diagnostics.length > 0) return { diagnostics };
  const { tree, file: said } = shape.sound;
  const goals = said.goals.map(({ catchment, ...goal }, index) => {
    if (catchment === undefined) return goal;
    const node = nodeAt(tree, ['goals', index]);
    return { ...goal, catchment: resolveCatchment(draftCatchment(node, document.locate)) };
  });
  const { topology } = said;
  return { exercise: { number: Number(number), name, title, file, topology, goals } };
}
