/** What the values of a policy may be. */

/** Most times that an ASN is put before a path: many networks filter longer ones. */
export const MAX_PREPEND = 10;

/** The largest number that fits into four bytes, as local preference and MED have them. */
export const MAX_UINT32 = 4_294_967_295;

/** Names of RFC 1997 and its registry that FRR knows, two numbers, or the three of a large community (RFC 8092). */
export const COMMUNITY =
  /^(?:no-export|no-advertise|local-AS|no-peer|blackhole|graceful-shutdown|\d{1,5}:\d{1,5}|\d{1,10}:\d{1,10}:\d{1,10})$/;

/** Whether the numbers of a text of that form are such as fit into a community. */
export function communityFits(value: string): boolean {
  const numbers = value.split(':').map(Number);
  if (numbers.some(Number.isNaN)) return true;
  return numbers.every((number) => number <= (numbers.length === 2 ? 65_535 : MAX_UINT32));
}
