/** Addresses for tests of network devices (RFC 2544, section C.2.2): 198.18.0.0/15, more than a zone has hosts. */
const FIRST_IPV4 = 198 * 2 ** 24 + 18 * 2 ** 16;

/**
 * So many records for a zone's file, the same each time: of each host an A, an AAAA and an MX record, and a CNAME record from an alias.
 * @returns lines with names relative to the zone
 */
export function generatedRecords(count: number): string {
  return Array.from({ length: count }, (_, index) => record(Math.floor(index / 4) + 1, index % 4)).join('');
}

function record(host: number, kind: number): string {
  switch (kind) {
    case 0:
      return `host-${host} A ${ipv4(FIRST_IPV4 + host)}\n`;
    case 1:
      return `host-${host} AAAA 2001:db8:ffff:1::${host.toString(16)}\n`;
    case 2:
      return `host-${host} MX 10 host-1\n`;
    default:
      return `alias-${host} CNAME host-${host}\n`;
  }
}

function ipv4(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.');
}
