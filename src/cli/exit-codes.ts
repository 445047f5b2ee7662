/** What the exit code says. */
export const EXIT = {
  good: 0,
  /** Something that was expected did not hold: a client without an answer, say. */
  expectationFailed: 1,
  /** The command line or the topology. */
  usage: 2,
  /** The engine, the environment, or the state of the lab: a node that is needed does not run. */
  environment: 3,
  interrupted: 130,
} as const;
