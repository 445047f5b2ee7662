/** A terminal that is closed while the program runs in it. */
import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { isatty } from 'node:tty';

const STREAMS = [0, 1, 2] as const;

/**
 * Lets the program end in good order where its terminal has been closed by then: Node puts every terminal back as it found it, and
 * crashes where that cannot be done any more (`ResetStdio` in its src/node.cc). It leaves alone what has been replaced by something else.
 */
export function outliveTerminal(): void {
  const terminals = STREAMS.filter((stream) => isatty(stream));
  process.on('exit', () => {
    for (const stream of terminals.filter((each) => !isatty(each))) {
      closeSync(stream);
      // The lowest number that is free: the same.
      openSync(devNull, 'r+');
    }
  });
}
