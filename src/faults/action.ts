/** What the fabric's agent can do to a lab (images/fabric/agent/faults.py), by the names of the plan. */

export type FaultAction =
  /** A signal to every process of a node that runs one of the programs. */
  | {
      readonly do: 'signal';
      readonly node: string;
      readonly programs: readonly string[];
      readonly signal: 'KILL' | 'STOP';
    }
  /** A daemon that has ended is started again. */
  | { readonly do: 'start'; readonly node: string; readonly program: string }
  /** The zone files of a server are emptied, and its daemon is killed and started again. */
  | { readonly do: 'spoil'; readonly node: string; readonly program: string }
  /** A server has its zones from files of its own, in which signatures are spoilt; its daemon is killed and started again. */
  | { readonly do: 'serve-spoilt'; readonly node: string; readonly program: string }
  /** The fabric's ends of interfaces go down or up: loss of carrier, or its return. */
  | { readonly do: 'ports'; readonly ports: readonly string[]; readonly up: boolean }
  /** Frames that come from, or go to, these ports of the fabric are dropped in silence. */
  | { readonly do: 'block'; readonly from: readonly string[]; readonly to: readonly string[] }
  /** All processes of nodes are killed after their ports (`silence`) have gone down, and those of others (`cut`) with them. */
  | {
      readonly do: 'crash';
      readonly nodes: readonly string[];
      readonly silence: readonly string[];
      readonly cut: readonly string[];
    }
  /** A router announces its anycast prefixes, withdraws them, or marks them for a graceful shutdown (RFC 8326). */
  | { readonly do: 'route'; readonly node: string; readonly verb: 'announce' | 'withdraw' | 'drain' }
  /** Waits until no query comes out of these ports any more; `deadline` in s. */
  | { readonly do: 'drained'; readonly ports: readonly string[]; readonly deadline: number };
