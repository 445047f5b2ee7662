import type { Diagnostic } from '../diagnostic.ts';
import type { DraftExpectation } from '../draft.ts';
import { NOT_ANSWERED } from '../scenario.ts';
import { sitesIn } from '../shared-sites.ts';
import type { Family } from '../topology.ts';
import { refuseUnknown } from './unknown-name.ts';

/** The names that expectations may refer to. */
export interface ExpectedNames {
  readonly clients: readonly string[];
  readonly sites: readonly string[];
  readonly services: readonly KnownService[];
}

export interface KnownService {
  readonly name: string;
  /** Names of the sites that announce it. */
  readonly sites: readonly string[];
  /** Absent: not known, as something is wrong with its prefixes. */
  readonly families?: readonly Family[];
}

/** Expectations are about clients, sites and services that there are, and that have to do with each other. */
export function expectedNamesExist(
  catchment: readonly DraftExpectation[],
  { clients, sites, services }: ExpectedNames,
): readonly Diagnostic[] {
  return catchment.flatMap((client, index) => [
    // A client of whom several things are said is there several times.
    ...(catchment[index - 1]?.at === client.at ? [] : refuseUnknown('client', client, clients)),
    ...sitesOf(client).flatMap((text) => refuseUnknown('site', { ...client.site, text }, sites)),
    ...servicesFit(client, { sites, services }),
  ]);
}

/** A service that is named is announced by the site, and an IP version that is named is one of a service. */
function servicesFit(
  expectation: DraftExpectation,
  { sites, services }: Pick<ExpectedNames, 'sites' | 'services'>,
): readonly Diagnostic[] {
  const { service, family } = expectation;
  const names = services.map(({ name }) => name);
  if (service !== undefined && !names.includes(service.text)) return refuseUnknown('service', service, names);
  const meant = service === undefined ? services : services.filter(({ name }) => name === service.text);
  if (family !== undefined && !meant.some(({ families }) => families?.includes(family.is) ?? true)) {
    const args = { family: family.is, services: meant.map(({ name }) => name) };
    return [{ code: 'expected-family', args, location: family.at }];
  }
  if (service === undefined) return [];
  return sitesOf(expectation)
    .filter((site) => sites.includes(site) && !meant.some((each) => each.sites.includes(site)))
    .map((site) => ({
      code: 'expected-site-silent',
      args: { client: expectation.text, site, service: service.text },
      location: expectation.site.at,
    }));
}

function sitesOf({ site }: DraftExpectation): readonly string[] {
  return site.text === NOT_ANSWERED ? [] : sitesIn(site.text);
}
