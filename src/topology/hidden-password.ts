/** What stands for a password where it is hidden. It is one itself: a topology that has it in place of others comes up. */
export const HIDDEN = '(hidden)';

/** What a password comes after: of a BGP session, of OSPF in each of its ways (RFC 2328, appendix D; RFC 7166), of a key chain. */
const BEFORE_PASSWORD =
  /(\b(?:passw\w*|authentication-k\w*|message-d[\w-]*[ \t]+\d+[ \t]+m\w*|hash-a[\w-]*[ \t]+\S+[ \t]+k\w*|key-s\w*)[ \t]+)[^\r\n]+/;

/** A line for FRR without the password that it may have: `neighbor 10.0.0.1 password (hidden)`. FRR takes commands cut short. */
export function withoutPassword(line: string): string {
  return line.replace(BEFORE_PASSWORD, `$1${HIDDEN}`);
}
