/** A word as a shell reads it back; what could disturb the terminal is not shown. */
export function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replace(/\p{Cc}/gu, '?').replaceAll("'", "'\\''")}'`;
}
