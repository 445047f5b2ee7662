/** What a use case reports while it runs. It does not know who listens, or whether there is a terminal. */

import type { Rung } from '../engine/agent-messages.ts';
import type { ImageEvent } from '../engine/images.ts';
import type { FaultKind } from '../topology/topology.ts';

/** The parts of `up`, which are timed, and the start of a run. */
export type Phase = 'images' | 'containers' | Rung | 'baseline';

/** How a client fares at the moment, over both IP versions. */
export interface ClientNow {
  readonly client: string;
  /** The sites that answered last. */
  readonly sites: readonly string[];
  readonly lost: number;
}

export type Progress =
  | { readonly kind: 'image'; readonly event: ImageEvent }
  | {
      readonly kind: 'containers';
      readonly done: number;
      readonly of: number;
      readonly doing: 'start' | 'remove';
    }
  | { readonly kind: 'phase'; readonly phase: Phase }
  | {
      readonly kind: 'fault';
      readonly action: 'fault' | 'restore';
      readonly fault: FaultKind;
      readonly target: string;
    }
  /** One of many combinations of prepending is being tried; `prepend` by site. */
  | {
      readonly kind: 'play';
      readonly number: number;
      readonly of: number;
      readonly prepend: Readonly<Record<string, number>>;
    }
  | { readonly kind: 'clients'; readonly clients: readonly ClientNow[] }
  | { readonly kind: 'note'; readonly text: string };

export type OnProgress = (progress: Progress) => void;
