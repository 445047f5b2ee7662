import type { OnProgress, Phase } from './progress.ts';

export interface PhaseTime {
  readonly phase: Phase;
  readonly seconds: number;
}

/** Times the parts of a use case that follow one another. */
export class PhaseClock {
  readonly #onProgress: OnProgress;
  readonly #started = performance.now();
  readonly #entered: { readonly phase: Phase; readonly at: number }[] = [];

  constructor(onProgress: OnProgress) {
    this.#onProgress = onProgress;
  }

  /** Ends the phase before and begins this one. */
  enter(phase: Phase): void {
    this.#entered.push({ phase, at: performance.now() });
    this.#onProgress({ kind: 'phase', phase });
  }

  /** How long each phase took, the last one up to now. */
  phases(): readonly PhaseTime[] {
    const now = performance.now();
    return this.#entered.map(({ phase, at }, index) => ({
      phase,
      seconds: ((this.#entered[index + 1]?.at ?? now) - at) / 1000,
    }));
  }

  /** Seconds since it was made. */
  seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }
}
