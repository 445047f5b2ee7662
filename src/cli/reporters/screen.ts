/** A text that is shown again and again. */
import type { WriteStream } from 'node:tty';

export interface Screen {
  /** Shows a text in place of the last one or, where there is no terminal, below it. */
  show(text: string): void;
  /** Gives the terminal back as it was, with the last text on it. */
  close(): void;
}

// xterm's control sequences, which every terminal emulator knows: the second screen, its cursor, and lines that are cut and not wrapped.
const OPEN = '\u001b[?1049h\u001b[?25l\u001b[?7l';
const CLOSE = '\u001b[?7h\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const REST_OF_LINE = '\u001b[K';
const REST_OF_SCREEN = '\u001b[J';

/** Opens a screen on a stream. A terminal without a size (a pty that nobody told one) is none. */
export function openScreen(stream: WriteStream): Screen {
  if (!stream.isTTY || !(stream.rows > 0)) {
    return { show: (text) => stream.write(`${text}\n\n`), close: () => undefined };
  }
  let last: string | undefined;
  const giveBack = (): void => {
    stream.write(CLOSE);
  };
  return {
    show: (text) => {
      if (last === undefined) {
        stream.write(OPEN);
        // However this process ends.
        process.once('exit', giveBack);
      }
      last = text;
      stream.write(`${HOME}${fitting(text, stream.rows)}${REST_OF_SCREEN}`);
    },
    close: () => {
      if (last === undefined) return;
      process.removeListener('exit', giveBack);
      stream.write(`${CLOSE}${last}\n`);
    },
  };
}

/** As many lines as there are rows; the last one says how many there are besides. */
function fitting(text: string, rows: number): string {
  const lines = text.split('\n');
  const shown =
    lines.length <= rows ? lines : [...lines.slice(0, rows - 1), `and ${lines.length - rows + 1} more lines`];
  return shown.map((line) => `${line}${REST_OF_LINE}`).join('\r\n');
}
