/** The real program, as a user runs it in a terminal. */
import { execa } from 'execa';
import { LAUNCHER } from './cli.ts';

/** Runs a command in a terminal of its own. An answer is typed once its question has been read, and never before; null closes the terminal. */
const TALK = `
import fcntl, json, os, pty, struct, sys, termios
turns, command = json.loads(sys.argv[1]), sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 40, 100, 0, 0))
    os.execvp(command[0], command)
shown = since = ''
while True:
    try:
        part = os.read(terminal, 4096).decode(errors='replace')
    except OSError:
        break
    if not part:
        break
    shown += part
    since += part
    if turns and turns[0][0] in since:
        answer = turns.pop(0)[1]
        since = ''
        if answer is None:
            os.close(terminal)
            break
        os.write(terminal, answer.encode())
print(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) % 256)
`;

/** What is waited for, and what is typed then; null: the terminal is closed. */
export type Turn = readonly [shown: string, answer: string | null];

/** Runs the program in a terminal. Returns all that was shown, and the exit code; 245 is a crash of Node (SIGSEGV). */
export async function talk(words: readonly string[], turns: readonly Turn[], cwd?: string) {
  const command = ['node', LAUNCHER, ...words];
  const { stdout, exitCode } = await execa('python3', ['-c', TALK, JSON.stringify(turns), ...command], {
    reject: false,
    timeout: 60_000,
    env: { NO_COLOR: '1', TERM: 'xterm' },
    ...(cwd === undefined ? {} : { cwd }),
  });
  return { shown: stdout, exitCode };
}
