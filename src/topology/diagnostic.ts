import type { Location } from './source-position.ts';
import type { ServiceRole } from './topology.ts';

/** What a diagnostic of each code says about its case; messages.ts turns it into English. */
export interface DiagnosticArgs {
  // The file.
  /** `bundled`: the topologies that come with the program, where one of them may have been meant by `name`. */
  'file-missing': { readonly name?: string; readonly bundled?: readonly string[] };
  'file-directory': object;
  'file-special': object;
  'file-unreadable': { readonly reason: string };
  'file-size': { readonly limit: number };
  'file-binary': object;
  'file-empty': object;
  // YAML.
  'yaml-syntax': { readonly reason: string };
  'yaml-nesting': { readonly limit: number };
  'yaml-size': { readonly limit: number };
  'yaml-documents': object;
  'yaml-alias': { readonly name: string };
  'yaml-tag': { readonly tag: string };
  'yaml-key': object;
  'reserved-key': { readonly key: string };
  'duplicate-key': { readonly key: string; readonly line: number };
  // Shape.
  'unknown-key': { readonly key: string; readonly allowed: readonly string[] };
  'missing-key': { readonly key: string; readonly expected: string };
  'wrong-value': { readonly key: string; readonly found: string; readonly expected: string };
  'bad-link': { readonly text: string; readonly suggestion?: string };
  // Names.
  'bad-name': { readonly what: string; readonly name: string; readonly suggestion?: string };
  'bad-link-name': { readonly name: string };
  'duplicate-name': {
    readonly name: string;
    readonly kind: NodeKind | 'exchange';
    readonly otherKind: NodeKind;
    readonly line: number;
  };
  'unknown-name': {
    readonly what: string;
    readonly name: string;
    readonly known: readonly string[];
  };
  'client-on-link': { readonly client: string };
  'client-attachment': {
    readonly client: string;
    readonly to: string;
    readonly kind: NodeKind;
    /** The nearest first. */
    readonly routers: readonly string[];
  };
  // Limits.
  'too-many': { readonly what: string; readonly count: number; readonly limit: number };
  'more-mistakes': object;
  // Services.
  'bad-prefix': { readonly text: string };
  'prefix-host-bits': { readonly text: string; readonly network: string };
  'prefix-too-long': { readonly text: string; readonly limit: number };
  'prefix-reserved': { readonly text: string; readonly range: string; readonly use: string };
  'prefix-family-twice': { readonly service: string; readonly family: 4 | 6 };
  'prefix-overlap': { readonly text: string; readonly other: string; readonly service: string };
  'bad-address': { readonly text: string };
  'address-outside': {
    readonly address: string;
    readonly service: string;
    readonly prefixes: readonly string[];
  };
  'address-family-twice': { readonly service: string; readonly family: 4 | 6 };
  'bad-zone': { readonly zone: string };
  'zone-twice': { readonly zone: string };
  'zone-differs': { readonly zone: string; readonly service: string };
  /** `key`: what generates, beside a file. */
  'zone-file-and': { readonly key: string };
  'zone-file': { readonly path: string; readonly reason: string };
  'not-its-zone': { readonly service: string; readonly zone: string };
  'name-of-primary': object;
  'stale-without-primary': object;
  'dnssec-without-primary': { readonly service: string };
  // What a server's own program finds at `up`.
  'zone-content': { readonly checker: string; readonly reason: string };
  'role-dnssec': { readonly service: string };
  'tls-of-service': { readonly service: string; readonly role?: ServiceRole };
  'balancer-before-limits': { readonly site: string; readonly key: 'tls' | 'rate-limit' };
  'balancer-before-role': { readonly site: string; readonly service: string };
  'backend-itself': { readonly site: string; readonly place: string };
  'backend-twice': { readonly site: string; readonly place: string };
  'backend-without-servers': { readonly place: string; readonly sites: readonly string[] };
  'backend-lacks-service': { readonly site: string; readonly place: string; readonly service: string };
  'backend-cut-off': { readonly site: string; readonly place: string };
  'health-of-role': { readonly site: string; readonly service: string; readonly keys: readonly string[] };
  'health-name-long': { readonly site: string; readonly zone: string };
  'role-zone': { readonly service: string; readonly role: ServiceRole };
  'no-other-zone': { readonly service: string; readonly role: ServiceRole };
  /** `site`: one whose servers have the zone above and not this one. `below`: this one's name there. */
  'zone-not-delegated': {
    readonly zone: string;
    readonly above: string;
    readonly below: string;
    readonly service: string;
    readonly site: string;
  };
  'zone-is-tld': { readonly zone: string };
  /** `service`: one that no site has which it can hear of. */
  'resolver-cut-off': { readonly site: string; readonly service: string };
  'prefix-unrelated': {
    readonly text: string;
    readonly site: string;
    readonly prefixes: readonly string[];
  };
  'prefix-again': { readonly text: string; readonly site: string };
  'announces-no-prefix': { readonly site: string };
  'no-site': object;
  'no-service': object;
  'service-twice': { readonly service: string };
  'service-unannounced': { readonly service: string };
  'site-announces-nothing': { readonly site: string };
  // Numbers.
  'asn-reserved': { readonly asn: number; readonly why: string };
  'asn-clash': {
    readonly asn: number;
    readonly node: string;
    readonly other: string;
    readonly otherKind: NodeKind;
    readonly line: number;
  };
  'hold-too-short': { readonly hold: number };
  'keepalive-never': { readonly hold: number };
  'keepalive-too-long': { readonly keepalive: number; readonly hold: number };
  // Links.
  'link-to-itself': { readonly node: string };
  'duplicate-link': { readonly name: string; readonly line: number };
  'duplicate-link-name': { readonly name: string; readonly line: number };
  'link-same-asn': { readonly from: string; readonly to: string };
  /** In µs. */
  'jitter-too-large': { readonly jitter: number; readonly latency: number };
  'unknown-city': { readonly name: string; readonly known: readonly string[] };
  'no-place': { readonly node: string };
  /** `internal`: the link is within a network; else it is between two. */
  'link-key': {
    readonly key: string;
    readonly internal: boolean;
    readonly from: string;
    readonly to: string;
  };
  'network-asns': {
    readonly node: string;
    readonly asn: number;
    readonly other: string;
    readonly otherAsn: number;
    readonly line: number;
  };
  'member-twice': { readonly exchange: string; readonly member: string };
  'exchange-one-as': { readonly exchange: string };
  'members-of-one-as': { readonly exchange: string; readonly member: string; readonly neighbor: string };
  'session-key-twice': {
    readonly key: string;
    readonly member: string;
    readonly neighbor: string;
    readonly line: number;
  };
  /** `key`: of the site's announcement. */
  'announced-inside': { readonly site: string; readonly key: string };
  'lone-reflector': { readonly router: string };
  'provider-loop': { readonly nodes: readonly string[] };
  'no-link': { readonly kind: NodeKind; readonly node: string };
  'client-unreachable': {
    readonly client: string;
    readonly router: string;
    readonly services: readonly string[];
  };
  // Expectations.
  /** `service` absent: it announces none at all. */
  'expected-site-silent': { readonly client: string; readonly site: string; readonly service?: string };
  'expected-family': { readonly family: 4 | 6; readonly services: readonly string[] };
  // What FRR finds at `up`.
  'frr-line': {
    readonly router: string;
    /** The one that refused it. */
    readonly daemon: string;
    readonly line: string;
    readonly reason: string;
  };
  // Scenarios.
  'topology-missing': { readonly name: string; readonly bundled: readonly string[] };
  'topology-of-scenarios': { readonly name: string };
  /** `keys`: those of a topology's own in a file that names one. */
  'two-kinds': { readonly keys: readonly { readonly key: string; readonly at: Location }[] };
  'step-action': { readonly both: boolean };
  'restore-target': { readonly target: string };
  'fault-option': { readonly option: string; readonly fault: string; readonly kind: string };
  'fault-unsigned': Record<never, never>;
  'fault-on-link': { readonly fault: string; readonly link: string };
  'fault-in-force': { readonly fault: string; readonly target: string };
  'restore-nothing': { readonly target: string; readonly broken: readonly string[] };
  /** `clients` empty: there is none among all. */
  'users-without-resolver': { readonly figure: string; readonly clients: readonly string[] };
  'bad-bound': {
    readonly figure: string;
    readonly text: string;
    readonly expected: string;
    readonly suggestion?: string;
  };
  'others-unknown': { readonly link: string };
}

/** Most diagnostics for one file: who has made more mistakes has not written a topology. */
export const MAX_DIAGNOSTICS = 100;

export type NodeKind = 'site' | 'router' | 'client';

export type DiagnosticCode = keyof DiagnosticArgs;

/** One mistake in a topology file: what it is, its particulars, and where. */
export type Diagnostic = {
  readonly [Code in DiagnosticCode]: {
    readonly code: Code;
    readonly args: DiagnosticArgs[Code];
    readonly location: Location;
  };
}[DiagnosticCode];
