import { stripVTControlCharacters } from 'node:util';

/**
 * Rows in aligned columns, two spaces apart, under a head. Colours in the cells do not disturb the alignment.
 * @param right the indexes of the columns that hold numbers
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) =>
    lines.reduce((most, line) => Math.max(most, width(line[column])), 0),
  );
  return lines
    .map((line) =>
      widths
        .map((wanted, column) => {
          const padding = ' '.repeat(wanted - width(line[column]));
          const cell = line[column] ?? '';
          return right.includes(column) ? padding + cell : cell + padding;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function width(cell = ''): number {
  // Of the thousands of cells of a large table few have a colour, and to look for one takes far longer than to see that.
  return cell.includes('\x1b') ? stripVTControlCharacters(cell).length : cell.length;
}
