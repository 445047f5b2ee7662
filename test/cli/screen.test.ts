import type { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { openScreen } from '../../src/cli/reporters/screen.ts';

function stream(more: Partial<WriteStream>) {
  const written: string[] = [];
  const write = (text: string): boolean => written.push(text) > 0;
  return { written, stream: { ...more, write } as unknown as WriteStream };
}

describe('a screen', () => {
  it('without a terminal shows one text below the other', () => {
    for (const kind of [{ isTTY: false }, { isTTY: true, rows: 0, columns: 0 }]) {
      const { written, stream: out } = stream(kind);
      const screen = openScreen(out);
      screen.show('one\ntwo');
      screen.show('three');
      screen.close();
      expect(written).toEqual(['one\ntwo\n\n', 'three\n\n']);
    }
  });

  it('on a terminal shows each in place of the last, no longer than there are rows, and leaves the last one behind', () => {
    const before = process.listenerCount('exit');
    const { written, stream: out } = stream({ isTTY: true, rows: 3, columns: 80 });
    const screen = openScreen(out);
    screen.show('a\nb\nc');
    screen.show('1\n2\n3\n4\n5');
    expect(written).toEqual([
      '\u001b[?1049h\u001b[?25l\u001b[?7l',
      '\u001b[Ha\u001b[K\r\nb\u001b[K\r\nc\u001b[K\u001b[J',
      '\u001b[H1\u001b[K\r\n2\u001b[K\r\nand 3 more lines\u001b[K\u001b[J',
    ]);
    expect(process.listenerCount('exit')).toBe(before + 1);
    screen.close();
    expect(written.at(-1)).toBe('\u001b[?7h\u001b[?25h\u001b[?1049l1\n2\n3\n4\n5\n');
    expect(process.listenerCount('exit')).toBe(before);
  });

  it('leaves a terminal alone on which nothing was shown', () => {
    const { written, stream: out } = stream({ isTTY: true, rows: 3, columns: 80 });
    openScreen(out).close();
    expect(written).toEqual([]);
  });
});
