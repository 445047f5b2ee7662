/** What a topology expects of each client's queries to each service address. */
import { type ExpectedCatchment, saidOf } from '../topology/expected-sites.ts';
import { NOT_ANSWERED } from '../topology/scenario.ts';
import { sitesIn } from '../topology/shared-sites.ts';
import type { Family } from '../topology/topology.ts';
import type { LabPlan, ServicePlan } from './lab-plan.ts';

/** Who asks, and for what. */
export interface Asked {
  readonly client: string;
  readonly service: string;
  readonly family: Family;
}

export interface ExpectedAnswer extends Asked {
  /** The site, several that share the client's queries as `sharedAmong` writes them, or `none`. */
  readonly expected: string;
}

type Services = readonly Pick<ServicePlan, 'name' | 'sites' | 'prefixes'>[];

/** By client, service and IP version: a site is expected of the services that it announces, no answer of all that is not excepted. */
export function expectedAnswers(catchment: ExpectedCatchment, services: Services): readonly ExpectedAnswer[] {
  return Object.entries(catchment).flatMap(([client, sites]) =>
    services.flatMap((service) =>
      service.prefixes.flatMap(({ family }) => {
        const expected = saidOf(sites, service.name, family);
        if (expected === undefined || !isExpectedOf(service, expected)) return [];
        return [{ client, service: service.name, family, expected }];
      }),
    ),
  );
}

function isExpectedOf({ sites }: Pick<ServicePlan, 'sites'>, expected: string): boolean {
  return expected === NOT_ANSWERED || sitesIn(expected).every((site) => sites.includes(site));
}

/** Whether the topology says that nobody answers this. */
export function isUnserved({ expectedCatchment }: LabPlan, { client, service, family }: Asked): boolean {
  if (!Object.hasOwn(expectedCatchment, client)) return false;
  return saidOf(expectedCatchment[client], service, family) === NOT_ANSWERED;
}
