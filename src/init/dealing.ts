/** How shapes hand sites and clients out among networks: one after the other, round and round. */
import { nameClients } from './places.ts';
import type { NetworkSize, Section, SketchedClient } from './sketch.ts';

/** `transit-a`, `transit-b` and so on. */
export function lettered(stem: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${stem}-${String.fromCharCode(97 + index)}`);
}

/** The network that number `index` is handed to. */
export function networkOf(networks: readonly string[], index: number): string {
  const network = networks[index % networks.length];
  if (network === undefined) throw new RangeError('there are no networks');
  return network;
}

/** Names of clients, each for a city near the sites that its network has. */
export function clientsAmong({ sites, clients }: NetworkSize, networks: number): readonly string[] {
  const near = Array.from({ length: clients }, (_, client) => {
    const own = sites.filter((_site, index) => index % networks === client % networks);
    const first = own[Math.floor(client / networks) % own.length];
    return first === undefined ? [] : [first, ...own];
  });
  return nameClients(near, sites);
}

/** Clients, each connected by one of the networks itself. */
export function connectClients(size: NetworkSize, networks: readonly string[]): readonly SketchedClient[] {
  return clientsAmong(size, networks.length).map((name, index) => ({
    name,
    router: networkOf(networks, index),
  }));
}

/** Links by which sites buy transit, one each. */
export function transitOfSites(sites: readonly string[], networks: readonly string[]): readonly string[] {
  return sites.map((site, index) => `${site} -> ${networkOf(networks, index)}`);
}

/** What is to be said where there are not as many sites as networks. */
export function onUnevenSites(sites: readonly string[], networks: readonly string[]): readonly string[] {
  if (sites.length > networks.length) {
    return ['Where a network has several sites, their paths are equal, and a tie-break picks one of them.'];
  }
  if (sites.length < networks.length) {
    return ['A network without a site takes the best that its neighbours tell it of.'];
  }
  return [];
}

/** Links by which every two of some networks peer. */
export function peerings(networks: readonly string[]): readonly string[] {
  return networks.flatMap((one, index) => networks.slice(index + 1).map((other) => `${one} -- ${other}`));
}

/** The one section of a list that needs no comment between its items. */
export function plain(items: readonly string[]): Section {
  return { comment: [], items };
}
