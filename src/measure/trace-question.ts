/** What a resolution can be asked for, so that dig asks for just that. */
import { isQueryName } from '../topology/health-question.ts';

/** Types that zones have records of, by the names that dig and the RFCs have for them. */
const TYPES = [
  ...[
    'A',
    'AAAA',
    'CAA',
    'CDNSKEY',
    'CDS',
    'CNAME',
    'DNAME',
    'DNSKEY',
    'DS',
    'HINFO',
    'HTTPS',
    'LOC',
    'MX',
    'NAPTR',
  ],
  ...['NS', 'NSEC', 'NSEC3', 'NSEC3PARAM', 'OPENPGPKEY', 'PTR', 'RP', 'RRSIG', 'SMIMEA', 'SOA', 'SPF', 'SRV'],
  ...['SSHFP', 'SVCB', 'TLSA', 'TXT', 'URI', 'ZONEMD'],
];

/** Why a name or type cannot be asked for, and what to write; undefined: it can. */
export function impossibleQuestion(
  name: string,
  type: string,
): { readonly why: string; readonly hint: string } | undefined {
  if (name !== '.' && !isQueryName(name))
    return { why: `${JSON.stringify(name)} is no domain name`, hint: 'Write one such as www.anycast.test.' };
  if (!TYPES.includes(type))
    return {
      why: `${JSON.stringify(type)} is no type of records`,
      hint: `Write one of ${TYPES.join(', ')}.`,
    };
  return undefined;
}
