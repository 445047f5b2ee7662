import { contains, parseAddress, parsePrefix } from '../cidr.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Draft, DraftService } from '../draft.ts';

/** Each service address is an address in a prefix of its service, one for each IP version. */
export function addressesFitPrefixes(draft: Draft): readonly Diagnostic[] {
  return draft.services.flatMap(checkService);
}

function checkService(service: DraftService): readonly Diagnostic[] {
  const prefixes = service.prefixes.flatMap(({ text }) => parsePrefix(text) ?? []);
  const seen = new Set<number>();
  return service.addresses.flatMap(({ text, at: location }): readonly Diagnostic[] => {
    const address = parseAddress(text);
    if (address === undefined) return [{ code: 'bad-address', args: { text }, location }];
    if (seen.has(address.family)) {
      const args = { service: service.text, family: address.family };
      return [{ code: 'address-family-twice', args, location }];
    }
    seen.add(address.family);
    // A prefix that cannot be read is reported by its own rule, and the address may well be in it.
    if (prefixes.length < service.prefixes.length) return [];
    if (prefixes.some((prefix) => contains(prefix, address))) return [];
    const args = { address: text, service: service.text, prefixes: prefixes.map((prefix) => prefix.text) };
    return [{ code: 'address-outside', args, location }];
  });
}
