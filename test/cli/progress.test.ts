import type { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, it, vi } from 'vitest';
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
  // A spinner keeps still in CI, also on a terminal.
  beforeAll(() => {
    vi.stubEnv('CI', undefined);
    vi.stubEnv('TERM', 'xterm');
  });

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

  it('keeps the clients within the terminal, and says how many it leaves out', async () => {
    const { stream, written } = terminal(24, 6);
    const progress = await startProgress(stream);
    progress.report({ kind: 'note', text: 'withdraw at fra: waiting' });
    const clients = ['a', 'a-client-with-a-long-name', 'c', 'd', 'e'].map((client) => ({
      ...{ client, sites: ['fra', 'nyc'], lost: 12 },
    }));
    progress.report({ kind: 'clients', clients });
    await vi.waitFor(() => expect(written.join('')).toContain('and 3 more'));
    progress.stop();
    const frame = written.findLast((text) => text.includes('and 3 more')) ?? '';
    const lines = stripVTControlCharacters(frame).split('\n').slice(1);
    expect(lines.map((line) => line.trimEnd())).toEqual([
      expect.stringMatching(/^ {2}a +…$/),
      '  a-client-with-a-long…',
      '  and 3 more',
    ]);
    expect(lines.every((line) => line.length < 24)).toBe(true);
  });
});
