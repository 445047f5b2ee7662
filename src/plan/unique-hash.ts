import { createHash } from 'node:crypto';

/**
 * A short name made from a hash of what it stands for, hence the same in every lab. Should two things
 * ever share one, the later gets another: so call it in an order that does not change.
 *
 * @param taken names in use; the result is added to it
 * @param identity what the name stands for
 * @param format makes the name from a hash of 64 hexadecimal digits
 */
export function uniqueHash(
  taken: Set<string>,
  identity: readonly string[],
  format: (digest: string) => string,
): string {
  for (let attempt = 0; ; attempt += 1) {
    // No name holds a NUL, so no two identities run together to the same text.
    const text = [...identity, ...(attempt === 0 ? [] : [String(attempt)])].join('\0');
    const name = format(createHash('sha256').update(text).digest('hex'));
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}
