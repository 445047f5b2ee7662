/** A city that sites are in, and others around it, whose people ask there. */
export interface Place {
  readonly city: string;
  /** Names for clients. */
  readonly around: readonly string[];
}

/** By the code of an airport, as operators name their sites. The first come first: each on another continent, as far as there are. */
const PLACES: Readonly<Record<string, Place>> = {
  fra: { city: 'Frankfurt', around: ['berlin', 'munich', 'prague', 'vienna'] },
  nyc: { city: 'New York', around: ['boston', 'philadelphia', 'toronto', 'montreal'] },
  sin: { city: 'Singapore', around: ['jakarta', 'kuala-lumpur', 'bangkok', 'manila'] },
  gru: { city: 'Sao Paulo', around: ['rio-de-janeiro', 'buenos-aires', 'santiago', 'montevideo'] },
  jnb: { city: 'Johannesburg', around: ['cape-town', 'durban', 'maputo', 'harare'] },
  syd: { city: 'Sydney', around: ['melbourne', 'brisbane', 'auckland', 'wellington'] },
  lax: { city: 'Los Angeles', around: ['san-diego', 'phoenix', 'las-vegas', 'san-francisco'] },
  nrt: { city: 'Tokyo', around: ['osaka', 'seoul', 'sapporo', 'nagoya'] },
  lhr: { city: 'London', around: ['manchester', 'dublin', 'edinburgh', 'birmingham'] },
  dxb: { city: 'Dubai', around: ['doha', 'riyadh', 'muscat', 'kuwait'] },
  bom: { city: 'Mumbai', around: ['delhi', 'chennai', 'bangalore', 'karachi'] },
  ams: { city: 'Amsterdam', around: ['rotterdam', 'brussels', 'antwerp', 'utrecht'] },
  ord: { city: 'Chicago', around: ['detroit', 'milwaukee', 'minneapolis', 'saint-louis'] },
  hkg: { city: 'Hong Kong', around: ['taipei', 'shenzhen', 'macau', 'hanoi'] },
  mad: { city: 'Madrid', around: ['barcelona', 'lisbon', 'valencia', 'seville'] },
  waw: { city: 'Warsaw', around: ['krakow', 'vilnius', 'riga', 'gdansk'] },
  arn: { city: 'Stockholm', around: ['oslo', 'copenhagen', 'helsinki', 'gothenburg'] },
  nbo: { city: 'Nairobi', around: ['kampala', 'kigali', 'mombasa', 'addis-ababa'] },
  mia: { city: 'Miami', around: ['orlando', 'havana', 'kingston', 'panama-city'] },
  sea: { city: 'Seattle', around: ['vancouver', 'portland', 'calgary', 'spokane'] },
};

/** Codes of the cities that are known. */
export const SITE_CODES: readonly string[] = Object.keys(PLACES);

/** The city of a site; undefined where its name is not one of the known codes. */
export function cityOf(site: string): string | undefined {
  return placeOf(site)?.city;
}

/**
 * Names clients after cities, each another one.
 * @param near for each client the sites that it is near to: their cities come first, then those where no site is
 * @param sites all sites; no client has the name of one
 */
export function nameClients(
  near: readonly (readonly string[])[],
  sites: readonly string[],
): readonly string[] {
  const elsewhere = SITE_CODES.filter((code) => !sites.includes(code));
  const taken = new Set(sites);
  return near.map((here) => {
    const name = [...here, ...elsewhere, ...SITE_CODES]
      .flatMap((code) => placeOf(code)?.around ?? [])
      .find((city) => !taken.has(city));
    if (name === undefined) throw new RangeError('there are not as many cities as clients');
    taken.add(name);
    return name;
  });
}

function placeOf(site: string): Place | undefined {
  return Object.hasOwn(PLACES, site) ? PLACES[site] : undefined;
}
