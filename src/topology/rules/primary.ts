import type { Diagnostic } from '../diagnostic.ts';
import type { Draft } from '../draft.ts';
import { PRIMARY_NAME } from '../topology.ts';
import { refuseUnknown } from './unknown-name.ts';

/** A primary is attached to a router, and nothing else has its name. */
export function primaryFits({ primary, routers, declared }: Draft): readonly Diagnostic[] {
  if (primary === undefined) return [];
  const known = routers.map(({ text }) => text);
  const clashes = declared.filter(({ text }) => text === PRIMARY_NAME);
  return [
    ...refuseUnknown('router', primary.router, known),
    ...clashes.map(({ at }) => ({ code: 'name-of-primary', args: {}, location: at }) as const),
  ];
}

/** Zones are signed at the primary. */
export function signedZonesHavePrimary({ primary, services }: Draft): readonly Diagnostic[] {
  if (primary !== undefined) return [];
  return services
    .filter(({ dnssec }) => dnssec !== undefined)
    .map(
      ({ text: service, at }) =>
        ({ code: 'dnssec-without-primary', args: { service }, location: at }) as const,
    );
}

/** Only what a zone comes from can confirm it. */
export function stalenessHasPrimary({ primary, staleAt }: Draft): readonly Diagnostic[] {
  if (primary !== undefined) return [];
  return staleAt.map((location) => ({ code: 'stale-without-primary', args: {}, location }) as const);
}
