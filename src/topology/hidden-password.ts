/** What stands for a password where it is hidden. It is one itself: a topology that has it in place of others comes up. */
export const HIDDEN = '(hidden)';

/** A line for FRR without the password that it may have: `neighbor 10.0.0.1 password (hidden)`. FRR takes commands cut short. */
export function withoutPassword(line: string): string {
  return line.replace(/(\bpassw\w*[ \t]+)[^\r\n]+/, `$1${HIDDEN}`);
}
