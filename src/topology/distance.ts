import type { Coordinates } from './cities.ts';

/** The mean radius of the Earth (IUGG), in km. */
const EARTH = 6371.0088;

/** Light in single-mode fibre, whose group index is 1.468 at 1550 nm (ITU-T G.652 fibres), in km/s. */
const LIGHT_IN_FIBRE = 299_792.458 / 1.468;

/** How much longer cables are than the great circle: they follow coasts, roads and borders. Ours, stated wherever it is used. */
const PATH_FACTOR = 1.5;

/** The great-circle distance of two places, in km. */
export function greatCircle(a: Coordinates, b: Coordinates): number {
  const [latitudeA, latitudeB] = [radians(a[0]), radians(b[0])];
  const north = Math.sin((latitudeB - latitudeA) / 2);
  const east = Math.sin(radians(b[1] - a[1]) / 2);
  const haversine = north ** 2 + Math.cos(latitudeA) * Math.cos(latitudeB) * east ** 2;
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(haversine)));
}

/** How long light takes from one place to the other over fibre, one way, in µs. */
export function fibreLatency(a: Coordinates, b: Coordinates): number {
  return Math.round(((greatCircle(a, b) * PATH_FACTOR) / LIGHT_IN_FIBRE) * 1e6);
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
