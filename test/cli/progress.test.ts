import type { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { startProgress } from '../../src/cli/reporters/progress.ts';

/** A terminal that keeps what is written to it, and fails when a spinner runs wild on it. */
function terminal(columns: number, rows: number) {
  const written: string[] = [];
  let calls = 0;
  const step = (): true => {
    calls += 1;
    if (calls > 1000) throw new Error('it does not stop');
    return true;
  };
  const write = (text: string): boolean => {
    written.push(text);
    return step();
  };
  const stream = { isTTY: true, columns, rows, write, cursorTo: step, clearLine: step, moveCursor: step };
  return { stream: stream as unknown as WriteStream, written };
}

describe('progress', () => {
  it.each([
    [0, 0],
    [80, 0],
    [0, 24],
  ])('is told in plain lines on a terminal of %s columns and %s rows', async (columns, rows) => {
    const { stream, written } = terminal(columns, rows);
    const progress = await startProgress(stream);
    progress.report({ kind: 'note', text: 'one' });
    progress.report({ kind: 'note', text: 'two' });
    progress.stop();
    expect(written).toEqual(['one\n', 'two\n']);
  });
});
