/** Latitude and longitude in degrees, north and east positive. */
export type Coordinates = readonly [latitude: number, longitude: number];

/** Cities where networks meet, to a tenth of a degree: 11 km at most, or 0.1 ms. */
const CITIES: Readonly<Record<string, Coordinates>> = {
  // Africa
  accra: [5.6, -0.2],
  'cape-town': [-33.9, 18.4],
  cairo: [30.0, 31.2],
  casablanca: [33.6, -7.6],
  johannesburg: [-26.2, 28.0],
  lagos: [6.5, 3.4],
  mombasa: [-4.0, 39.7],
  nairobi: [-1.3, 36.8],
  // Asia and the Middle East
  almaty: [43.2, 76.9],
  bangkok: [13.8, 100.5],
  beijing: [39.9, 116.4],
  chennai: [13.1, 80.3],
  delhi: [28.6, 77.2],
  doha: [25.3, 51.5],
  dubai: [25.2, 55.3],
  hanoi: [21.0, 105.8],
  'hong-kong': [22.3, 114.2],
  istanbul: [41.0, 29.0],
  jakarta: [-6.2, 106.8],
  karachi: [24.9, 67.0],
  'kuala-lumpur': [3.1, 101.7],
  manila: [14.6, 121.0],
  mumbai: [19.1, 72.9],
  osaka: [34.7, 135.5],
  riyadh: [24.7, 46.7],
  seoul: [37.6, 127.0],
  shanghai: [31.2, 121.5],
  singapore: [1.3, 103.8],
  taipei: [25.0, 121.6],
  'tel-aviv': [32.1, 34.8],
  tokyo: [35.7, 139.7],
  // Europe
  amsterdam: [52.4, 4.9],
  athens: [38.0, 23.7],
  barcelona: [41.4, 2.2],
  berlin: [52.5, 13.4],
  brussels: [50.9, 4.4],
  bucharest: [44.4, 26.1],
  budapest: [47.5, 19.0],
  copenhagen: [55.7, 12.6],
  dublin: [53.3, -6.3],
  dusseldorf: [51.2, 6.8],
  frankfurt: [50.1, 8.7],
  geneva: [46.2, 6.1],
  hamburg: [53.6, 10.0],
  helsinki: [60.2, 24.9],
  kyiv: [50.5, 30.5],
  lisbon: [38.7, -9.1],
  london: [51.5, -0.1],
  madrid: [40.4, -3.7],
  manchester: [53.5, -2.2],
  marseille: [43.3, 5.4],
  milan: [45.5, 9.2],
  moscow: [55.8, 37.6],
  munich: [48.1, 11.6],
  oslo: [59.9, 10.8],
  paris: [48.9, 2.4],
  prague: [50.1, 14.4],
  reykjavik: [64.1, -21.9],
  riga: [56.9, 24.1],
  rome: [41.9, 12.5],
  sofia: [42.7, 23.3],
  stockholm: [59.3, 18.1],
  vienna: [48.2, 16.4],
  vilnius: [54.7, 25.3],
  warsaw: [52.2, 21.0],
  zurich: [47.4, 8.5],
  // North and Central America
  ashburn: [39.0, -77.5],
  atlanta: [33.7, -84.4],
  boston: [42.4, -71.1],
  chicago: [41.9, -87.6],
  dallas: [32.8, -96.8],
  denver: [39.7, -105.0],
  honolulu: [21.3, -157.9],
  houston: [29.8, -95.4],
  'los-angeles': [34.1, -118.2],
  'mexico-city': [19.4, -99.1],
  miami: [25.8, -80.2],
  montreal: [45.5, -73.6],
  'new-york': [40.7, -74.0],
  'palo-alto': [37.4, -122.1],
  'panama-city': [9.0, -79.5],
  phoenix: [33.4, -112.1],
  'san-francisco': [37.8, -122.4],
  'san-jose': [37.3, -121.9],
  seattle: [47.6, -122.3],
  toronto: [43.7, -79.4],
  vancouver: [49.3, -123.1],
  washington: [38.9, -77.0],
  // Oceania
  auckland: [-36.8, 174.8],
  brisbane: [-27.5, 153.0],
  melbourne: [-37.8, 145.0],
  perth: [-32.0, 115.9],
  sydney: [-33.9, 151.2],
  // South America
  bogota: [4.7, -74.1],
  'buenos-aires': [-34.6, -58.4],
  fortaleza: [-3.7, -38.5],
  lima: [-12.0, -77.0],
  'rio-de-janeiro': [-22.9, -43.2],
  santiago: [-33.4, -70.7],
  'sao-paulo': [-23.6, -46.6],
};

/** Names of the cities that are known. */
export const CITY_NAMES: readonly string[] = Object.keys(CITIES);

/** Where a city is; `New York` is `new-york`. Undefined: not in the table. */
export function findCity(name: string): Coordinates | undefined {
  const key = name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
  return Object.hasOwn(CITIES, key) ? CITIES[key] : undefined;
}
