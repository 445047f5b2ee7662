/** All that the agent in a lab's fabric (images/fabric/agent) can be asked, by name: the request, its events while it runs, and its result. */
import type { LinkOrder, Means } from '../render/impairments.ts';
import type { BalancerKind } from '../topology/balancer.ts';
import type { ServerKind } from '../topology/topology.ts';
import type {
  ActionInstant,
  AgentAction,
  AskedSerial,
  AwaitBalancer,
  AwaitClient,
  AwaitRouter,
  BalancerState,
  CaptureResult,
  Configured,
  ConfigureRouter,
  DaemonCounters,
  FaultRecord,
  FibRecord,
  FollowedRouter,
  ImpairmentState,
  Mended,
  NodeProcess,
  NotMended,
  OriginatedPrefix,
  QueryEvent,
  Readiness,
  RouterPaths,
  RouterState,
  RungEvent,
  SerialSeen,
  UdpCounters,
  WireNode,
} from './agent-messages.ts';

export interface AgentRequests {
  store: { request: { readonly files: Readonly<Record<string, string>> }; event: never; result: null };
  read: { request: { readonly name: string }; event: never; result: string | null };
  wire: {
    request: { readonly bridges: readonly string[]; readonly nodes: readonly WireNode[] };
    event: never;
    result: null;
  };
  release: {
    request: { readonly nodes: readonly NodeProcess[]; readonly timeout: number };
    event: never;
    result: null;
  };
  await: {
    request: {
      readonly routers: readonly AwaitRouter[];
      readonly clients: readonly AwaitClient[];
      /** Routers whose health checks have to find every server in, or out for what it answers. */
      readonly checking: readonly NodeProcess[];
      readonly balancers: readonly AwaitBalancer[];
      /** For how long no router may have changed a best path, in seconds. */
      readonly quiet: number;
      readonly timeout: number;
    };
    event: RungEvent;
    result: Readiness;
  };
  look: {
    request: {
      readonly routers: readonly (NodeProcess & {
        /** Whether to ask for its OSPF neighbours too. */
        readonly igp?: boolean;
        readonly prefixes: readonly OriginatedPrefix[];
      })[];
    };
    event: never;
    result: readonly RouterState[];
  };
  count: {
    request: { readonly nodes: readonly NodeProcess[] };
    event: never;
    result: readonly UdpCounters[];
  };
  /** False: some router still changed its best paths at the deadline. All in seconds. */
  settle: {
    request: {
      readonly routers: readonly NodeProcess[];
      /** How long is waited at least, and how long after the last change. */
      readonly least: number;
      readonly quiet: number;
      readonly timeout: number;
    };
    event: never;
    result: boolean;
  };
  paths: {
    request: {
      readonly routers: readonly FollowedRouter[];
      readonly prefixes: readonly OriginatedPrefix[] | 'all';
    };
    event: never;
    result: readonly RouterPaths[];
  };
  configure: {
    request: { readonly routers: readonly ConfigureRouter[] };
    event: never;
    result: readonly Configured[];
  };
  unwired: {
    request: { readonly nodes: readonly (NodeProcess & { readonly interfaces: readonly string[] })[] };
    event: never;
    /** Names of the nodes that lack an interface. */
    result: readonly string[];
  };
  act: {
    request: { readonly actions: readonly AgentAction[]; readonly timeout: number };
    /** After each action. */
    event: { readonly done: string };
    result: readonly ActionInstant[];
  };
  mend: {
    request: {
      /** `programs`: those that must run in the node, in the order in which they are started. */
      readonly nodes: readonly (NodeProcess & { readonly programs: readonly string[] })[];
      readonly ports: readonly string[];
    };
    event: never;
    result: {
      /** Microseconds of CLOCK_MONOTONIC before anything was done. */
      readonly at: number;
      readonly mended: readonly Mended[];
      /** Nodes and ports of the fabric that resisted. */
      readonly failed: readonly NotMended[];
    };
  };
  /** Lets links be as ordered; what is so already is left alone. Nodes get the MTU of their links where they run, or when they are wired. */
  impair: {
    request: {
      readonly means?: Means;
      readonly links: readonly LinkOrder[];
      readonly nodes: readonly NodeProcess[];
    };
    event: never;
    result: {
      /** Names of the links that were not as ordered. */
      readonly changed: readonly string[];
      /** The delay line was needed, and did not run. */
      readonly started: boolean;
      readonly before: number;
      readonly after: number;
    };
  };
  balancers: {
    request: { readonly nodes: readonly NodeProcess[] };
    event: never;
    result: readonly BalancerState[];
  };
  statistics: {
    request: { readonly nodes: readonly (NodeProcess & { readonly kind: ServerKind | BalancerKind })[] };
    event: never;
    /** In the order of the nodes. */
    result: readonly DaemonCounters[];
  };
  /** What sites' health checks say to Prometheus. */
  exposed: {
    request: { readonly nodes: readonly (NodeProcess & { readonly kind: 'health' })[] };
    event: never;
    result: readonly (
      | { readonly node: string; readonly text: string }
      | { readonly node: string; readonly error: string }
    )[];
  };
  impairments: { request: object; event: never; result: ImpairmentState };
  /**
   * False: somebody else measures the lab or, unless the claim is `shared`, somebody shares it. The claim ends with the
   * conversation.
   */
  claim: { request: { readonly shared?: true }; event: never; result: boolean };
  /** Answers null, or the record that is there for the target already: then this one is not added. */
  record: { request: { readonly record: FaultRecord }; event: never; result: FaultRecord | null };
  /** The faults in force, once those of some targets have been dropped. */
  faults: {
    request: { readonly drop?: readonly string[] };
    event: never;
    result: readonly FaultRecord[];
  };
  /** Asks until all have answered as they are to, or the time is over. The event: all have been asked once. */
  serials: {
    request: { readonly targets: readonly AskedSerial[]; readonly timeout: number };
    event: { readonly asking: true; readonly at: number };
    result: readonly SerialSeen[];
  };
  /** By zone, its keys in presentation form (`257 3 13 base64`), as the node that signs has them; empty: it has none by then. */
  dnskeys: {
    request: {
      readonly node: NodeProcess;
      readonly address: string;
      readonly zones: readonly string[];
      readonly timeout: number;
    };
    event: never;
    result: Readonly<Record<string, readonly string[]>>;
  };
  'watch-fib': {
    request: {
      readonly nodes: readonly FollowedRouter[];
      readonly prefixes: readonly string[];
    };
    event: FibRecord | { readonly watching: true };
    result: null;
  };
  capture: {
    /** An absolute path in the fabric, and how large the file may become, in octets. */
    request: { readonly file: string; readonly most: number };
    event: { readonly capturing: true };
    result: CaptureResult;
  };
  /** Goes on until stdin ends. `busy`: somebody follows already. */
  'follow-queries': {
    /** Each with an IPv4 address of its own, at which it listens. */
    request: { readonly nodes: readonly (NodeProcess & { readonly address: string })[] };
    event: QueryEvent;
    result: { readonly dropped: number } | { readonly busy: true };
  };
}
