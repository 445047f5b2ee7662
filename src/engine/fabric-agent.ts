/** A conversation with the agent in a lab's fabric (images/fabric/agent): requests and answers, a line of JSON each. */
import { createInterface } from 'node:readline';
import type { ConfigChange } from '../render/config-changes.ts';
import type { LinkOrder, Means } from '../render/impairments.ts';
import type { WirePort } from '../render/wiring.ts';
import type { BalancerKind } from '../topology/balancer.ts';
import type { PerFamily, ServerKind } from '../topology/topology.ts';
import type { Engine } from './connect.ts';
import { EngineError } from './engine-error.ts';
import { type RunningProgram, startProgram } from './exec.ts';
import type { HealthReport } from './health-report.ts';

/** A running node, as the agent needs it. */
export interface NodeProcess {
  readonly name: string;
  readonly pid: number;
}

/** All that turns a lone container into a node of the lab. */
export interface WireNode extends NodeProcess {
  readonly ports: readonly WirePort[];
  /** A batch of idempotent `ip` commands for the node's own network namespace. */
  readonly commands: string;
  readonly files: readonly { readonly path: string; readonly content: string }[];
  /** The addresses of a host's router, which is to know the host as soon as it is wired; of a router none. */
  readonly gateways: readonly string[];
}

export interface AwaitRouter extends NodeProcess {
  readonly sessions: readonly { readonly address: string; readonly asn: number }[];
  /** The neighbours with which OSPF has to be up, over both IP versions. */
  readonly igp: readonly { readonly interface: string; readonly node: string }[];
  /** Addresses of the neighbours with which BFD has to be up. */
  readonly bfd: readonly string[];
  /** A route to one of each of these groups has to be in the kernel. */
  readonly prefixes: readonly (readonly string[])[];
}

export interface AwaitClient extends NodeProcess {
  readonly router: string;
  readonly queries: readonly { readonly address: string; readonly zone: string }[];
}

/** One that has to take each of its back ends for alive. */
export interface AwaitBalancer extends NodeProcess {
  readonly backends: readonly string[];
}

/** The steps by which a lab becomes ready, lowest first. */
export type Rung = 'daemons' | 'sessions' | 'routes' | 'answers' | 'stable';

export interface ReadinessFailure {
  readonly rung: Rung;
  readonly node: string;
  /** The last thing seen there. */
  readonly seen: string;
}

export type Readiness =
  | { readonly ready: true }
  | { readonly ready: false; readonly failures: readonly ReadinessFailure[] };

/** `at`: seconds since the waiting began. */
export interface RungEvent {
  readonly rung: Rung;
  readonly at: number;
}

/**
 * A route in a node's kernel, or its going: the interfaces by which packets for the prefix leave, those that are shared with the
 * gateway's address (`to-ix 10.0.9.3`).
 */
export interface FibRecord {
  readonly node: string;
  readonly prefix: string;
  /** Microseconds of CLOCK_MONOTONIC. */
  readonly at: number;
  readonly interfaces: readonly string[];
}

export interface OriginatedPrefix {
  readonly family: 4 | 6;
  readonly prefix: string;
}

/** When bgpd was told: microseconds of CLOCK_MONOTONIC just before and just after. */
export interface RoutingInstant extends OriginatedPrefix {
  readonly before: number;
  readonly after: number;
}

/** What a router does at the moment. */
export type RouterState = { readonly health: HealthReport | null } & (
  | {
      readonly node: string;
      /** FRR's, such as `10.3`. */
      readonly version: string;
      /** State of each session by the neighbour's address: `Established`, `Active` ... */
      readonly sessions: Readonly<Record<string, string>>;
      /** State of each OSPF neighbour by IP version and interface: `Full`, `ExStart` ... Only where `igp` asked for it. */
      readonly adjacencies?: PerFamily<Readonly<Record<string, string>>>;
      /** Those of the prefixes asked about that it announces as its own. */
      readonly originates: readonly string[];
    }
  | { readonly node: string; readonly error: string }
);

/** What a balancer has counted since it was started, and whom it takes for alive. */
export type BalancerState =
  | {
      readonly node: string;
      readonly backends: readonly { readonly name: string; readonly up: boolean; readonly queries: number }[];
      readonly queries: number;
      /** Answered from its cache, or not although they may have been. */
      readonly hits: number;
      readonly misses: number;
      /** By a rule: its rate limit. */
      readonly dropped: number;
    }
  | { readonly node: string; readonly error: string };

/** What a DNS daemon says that it has counted since it was started. */
export type DaemonCounters =
  | {
      readonly node: string;
      /** When it said so: µs of CLOCK_MONOTONIC. */
      readonly at: number;
      /** Over UDP, TCP and TLS, those of health checks among them. */
      readonly queries: number;
      /** Answered from what it keeps, or not although they may have been; 0 where it keeps nothing. */
      readonly hits: number;
      readonly misses: number;
    }
  | { readonly node: string; readonly error: string };

/** What was changed of a router's configuration: how much of it was not so already, and when (µs of CLOCK_MONOTONIC). */
export type Configured =
  | { readonly node: string; readonly changed: number; readonly before: number; readonly after: number }
  | { readonly node: string; readonly error: string };

/** A router, with the names of its interfaces that more than one router is behind: they are named with the gateway. */
export interface FollowedRouter extends NodeProcess {
  readonly shared: readonly string[];
}

/** By prefix, the paths that a router knows, as bgpd tells them, and the interfaces that its kernel forwards to. */
export type RouterPaths =
  | {
      readonly node: string;
      readonly paths: Readonly<Record<string, object>>;
      readonly interfaces: Readonly<Record<string, readonly string[]>>;
    }
  | { readonly node: string; readonly error: string };

/** A configuration of a router, as a file for a daemon that starts, and as changes for the one that runs. */
export interface ConfigureRouter extends NodeProcess {
  readonly daemon: 'bgpd' | 'ospfd' | 'ospf6d';
  readonly path: string;
  readonly content: string;
  readonly changes: readonly ConfigChange[];
  /** Neighbours with which sessions begin anew after that. */
  readonly reset?: readonly string[];
}

/** What a node's kernel has counted of UDP since the node started, over both IP versions. */
export interface UdpCounters {
  readonly node: string;
  /** Read by a program of its. */
  readonly received: number;
  readonly sent: number;
  /** Dropped, as the queue of the socket was full. */
  readonly overflowed: number;
}

/** What a capture of all links came to. */
export interface CaptureResult {
  /** Names of the fabric's ports by interface index, those included that came or went meanwhile. */
  readonly ports: Readonly<Record<string, string>>;
  /** Written to the file. */
  readonly packets: number;
  /** Seen, but lost before they were written: with any of them, the capture is not whole. */
  readonly dropped: number;
  /** It ended before it was told to: the file had become as large as it may, or the disk was filling up. */
  readonly full: boolean;
  /** Every packet in between was seen. */
  readonly began: ClockReading;
  readonly ended: ClockReading;
}

/** Something of a lab's queries, as it happens; octets in base64. Each has some of these. */
export interface QueryEvent {
  /** Names of the fabric's ports by interface index: all, whenever there are new ones. */
  readonly ports?: Readonly<Record<string, string>>;
  /** Every packet is seen from here on. */
  readonly following?: true;
  /** The next piece of a capture (libpcap) of all links. */
  readonly packets?: string;
  /** Nodes that began, or ended, to tell of their queries. */
  readonly open?: readonly string[];
  readonly closed?: readonly string[];
  /** What a node tells (dnstap). */
  readonly node?: string;
  readonly frames?: readonly string[];
  /** µs of CLOCK_REALTIME, which also stamps packets and what nodes tell. */
  readonly now?: number;
}

export interface ClockReading {
  /** µs of CLOCK_MONOTONIC. */
  readonly at: number;
  /** CLOCK_REALTIME, which stamps packets, less CLOCK_MONOTONIC, in ns. */
  readonly offset: number;
}

/** An action of a fault (src/faults/action.ts) with the processes that it is done to. */
export type AgentAction = { readonly do: string } & Readonly<Record<string, unknown>>;

/** When an action took effect: between the two, in microseconds of CLOCK_MONOTONIC; for routes, by prefix. */
export type ActionInstant =
  | RoutingInstant
  | { readonly before: number; readonly after: number; readonly prefix?: undefined };

/** Something that was brought back, and when. */
export interface Mended {
  readonly what: string;
  /** Or a port of the fabric, as the agent has it, and its link when it is told. */
  readonly node: string;
  readonly before: number;
  readonly after: number;
}

/** A node, or a port of the fabric (when it is told: its link), that could not be brought back. */
export interface NotMended {
  readonly node: string;
  readonly reason: string;
}

/**
 * A zone at an address, asked from within a node, until its serial is newer than `newer`, -1 for any serial, or null where any answer will do; until
 * it is `serial`; or a name, until it has a record of a type, or none. With `programs` it is not waited for where none of these runs in the node.
 */
export type AskedSerial = NodeProcess & {
  readonly address: string;
  readonly zone: string;
  readonly programs?: readonly string[];
} & (
    | { readonly newer: number | null }
    | { readonly serial: number }
    | { readonly record: { readonly type: string; readonly present: boolean } }
  );

/** The last answer to that. */
export interface SerialSeen {
  /** Null: the answer had none. */
  readonly serial: number | null;
  /** `NOERROR` or another code, or what came instead. */
  readonly seen: string;
  /** µs of CLOCK_MONOTONIC; null: there was none. */
  readonly at: number | null;
  /** Whether it is what was waited for. */
  readonly suits: boolean;
}

/** What is kept of a lab's links. */
export interface ImpairmentState {
  /** Null: never found out, as no link asked for it. */
  readonly means: Means | null;
  /** By name; one that is not there is a plain bridge. */
  readonly links: Readonly<Record<string, LinkOrder>>;
  /** Whether the delay line runs. */
  readonly line: boolean;
}

/** A fault in force. */
export interface FaultRecord {
  readonly target: string;
  readonly kind: string;
  /** As it was asked for. */
  readonly spec: object;
  /** When, by the clock on the wall (ISO 8601). */
  readonly since: string;
}

interface Requests {
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

export interface FabricAgent {
  /**
   * Asks the agent to do something, after all it was asked before.
   * @throws EngineError with what the agent says went wrong, or when it is gone
   */
  ask<K extends keyof Requests>(
    what: K,
    request: Requests[K]['request'],
    onEvent?: (event: Requests[K]['event']) => void,
  ): Promise<Requests[K]['result']>;
  /** Lets it end; resolves when it has. */
  close(): Promise<void>;
  /** Drops the conversation at once, whatever the agent is doing; what was asked and not answered fails. */
  abandon(): void;
}

/** What the agent does without a time limit of its own takes it a second or two; s. */
const ANSWER_TIMEOUT = 60;

/** Longer than any run (see the prober's limit); s. */
const WATCH_LIMIT = 24 * 3600;

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: EngineError) => void;
  readonly onEvent: (event: never) => void;
}

/** Starts an agent in the lab's fabric. */
export async function startAgent(engine: Engine, lab: string, container: string): Promise<FabricAgent> {
  const program = await startProgram(engine, container, `the fabric of ${lab}`, ['fabric'], { stdin: true });
  return converse(lab, program);
}

/** Those that have no end of their own. */
const ENDLESS: ReadonlySet<keyof Requests> = new Set(['watch-fib', 'capture', 'follow-queries']);

/** How long the agent may take over what it was asked, in s. */
function answerTime(what: keyof Requests, request: object): number {
  if (ENDLESS.has(what)) return WATCH_LIMIT;
  return ANSWER_TIMEOUT + ('timeout' in request ? Number(request.timeout) : 0);
}

interface Message {
  readonly id: number;
  readonly event?: never;
  readonly result?: never;
  readonly error?: string;
}

function parseMessage(line: string): Message | undefined {
  try {
    return JSON.parse(line) as Message;
  } catch {
    return undefined;
  }
}

function converse(lab: string, program: RunningProgram): FabricAgent {
  const pending = new Map<number, Pending>();
  let next = 1;
  let complaint = '';
  program.stderr.on('data', (part: Buffer) => {
    complaint = (complaint + part.toString('utf8')).slice(-2000);
  });
  createInterface({ input: program.stdout }).on('line', (line) => {
    const message = parseMessage(line);
    // Cut short: the agent is gone, and its end rejects what was asked.
    if (message === undefined) return;
    const waiting = pending.get(message.id);
    if (waiting === undefined) return;
    if ('event' in message) return waiting.onEvent(message.event as never);
    pending.delete(message.id);
    if (message.error === undefined) waiting.resolve(message.result as never);
    else waiting.reject(new EngineError('failed', `the fabric of ${lab}: ${message.error}`));
  });
  let ended: EngineError | undefined;
  const gone = program.exit
    .catch((error: EngineError) => error)
    .then((end) => {
      const how = `the fabric's agent of ${lab} ended (exit code ${end}) ${complaint}`;
      ended = typeof end === 'number' ? new EngineError('failed', how.trimEnd()) : end;
      for (const waiting of pending.values()) waiting.reject(ended);
      pending.clear();
    });
  return {
    ask: (what, request, onEvent = () => undefined) =>
      new Promise((resolve, reject) => {
        if (ended !== undefined) return reject(ended);
        const id = next++;
        const seconds = answerTime(what, request);
        const timer = setTimeout(() => {
          ended = new EngineError(
            'unreachable',
            `the fabric of ${lab} has not answered "${what}" for ${seconds} s`,
          );
          reject(ended);
          program.stdin.destroy();
        }, seconds * 1000);
        const settled =
          <T>(settle: (value: T) => void) =>
          (value: T) => {
            clearTimeout(timer);
            settle(value);
          };
        pending.set(id, { resolve: settled(resolve), reject: settled(reject), onEvent });
        program.stdin.write(`${JSON.stringify({ id, do: what, ...request })}\n`);
      }),
    close: async () => {
      program.stdin.end();
      await gone;
    },
    abandon: () => {
      program.stdin.destroy();
    },
  };
}
