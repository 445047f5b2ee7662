/** A place in a file; a diagnostic about the file as a whole has no line. */
export interface Location {
  readonly file: string;
  /** From 1. */
  readonly line?: number;
  /** From 1, in characters (UTF-16 units) as editors count them. */
  readonly column?: number;
}

/** Turns an offset into a place. */
export type Locate = (offset: number) => Location;

/** Lines end at LF, CR LF or CR (YAML 1.2, section 5.4). A byte order mark takes no column. */
export function sourceLocator(source: string, file: string): Locate {
  const starts = [source.startsWith('\uFEFF') ? 1 : 0];
  for (const end of source.matchAll(/\r\n|\r|\n/g)) starts.push(end.index + end[0].length);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file, line: low + 1, column: Math.max(offset - (starts[low] ?? 0), 0) + 1 };
  };
}
