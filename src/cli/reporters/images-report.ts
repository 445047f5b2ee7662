import chalk from 'chalk';
import type { BuiltImage, ListedImage, PrunedImages } from '../../lab/images.ts';
import { counted } from '../../report/words.ts';
import { table } from './table.ts';

const STATES = { built: chalk.green('built'), missing: chalk.yellow('missing'), stale: chalk.dim('stale') };

/** A line for each image. */
export function reportImages(images: readonly ListedImage[]): string {
  return table(
    ['IMAGE', 'TAG', 'STATE', 'SIZE'],
    images.map(({ kind, tag, state, size }) => [
      kind,
      tag,
      STATES[state],
      size === undefined ? '' : megabytes(size),
    ]),
    [3],
  );
}

/** What was built, and what was there. */
export function reportBuild(images: readonly BuiltImage[]): string {
  return images.map(({ tag, built }) => `${tag} ${built ? 'built' : 'was there already'}`).join('\n');
}

/** What was removed, and what was not. */
export function reportPrune({ removed, inUse }: PrunedImages): string {
  return [
    removed.length === 0
      ? 'No image to remove.'
      : `Removed ${counted(removed.length, 'image')}: ${removed.join(', ')}`,
    ...inUse.map((tag) => `Kept ${tag}: a container uses it.`),
  ].join('\n');
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
