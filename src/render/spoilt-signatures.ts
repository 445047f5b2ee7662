/** A signature's record up to the signature itself, on one line (RFC 4034, section 3.2), unless it is that of the keys. */
const SIGNATURE = /^(\S+\s+\d+\s+(?:IN\s+)?RRSIG\s+(?!DNSKEY\s)\S+(?:\s+\S+){7}\s+)(\S)/;

/**
 * A zone with all signatures spoilt but that of its keys, which still verify: so it is the records that are found to be bogus, by whoever
 * looks at signatures, and nobody else notices.
 * @param text a record a line
 */
export function spoilSignatures(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(SIGNATURE, (_, before, first) => `${before}${first === 'A' ? 'B' : 'A'}`))
    .join('\n');
}
