/** What the engine says while it builds, pulls or imports an image: one JSON object a line. */

import type { ImageKind } from './image-folder.ts';

/** One object of the stream, as the Docker Engine API (and Podman's copy of it) defines them. */
export interface EngineMessage {
  /** Build: output of a step, or its heading. */
  readonly stream?: string;
  /** Pull and import: what is being done. */
  readonly status?: string;
  readonly id?: string;
  readonly progress?: string;
  readonly error?: string;
  readonly aux?: { readonly ID?: string };
}

/** Progress of one image. `step` counts from 1 up to `of`; both are 0 while that is not known. */
export interface ImageEvent {
  /** `base` is the image that all others are built on. */
  readonly image: ImageKind | 'base';
  readonly step: number;
  readonly of: number;
  /** One line: the step itself (`RUN apt-get ...`), or a line of its output. */
  readonly text: string;
}

/** Splits a response into its objects; a line that is none counts as output. */
export async function* readMessages(stream: AsyncIterable<string | Buffer>): AsyncGenerator<EngineMessage> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield parse(line);
  }
  if (rest.trim() !== '') yield parse(rest);
}

function parse(line: string): EngineMessage {
  try {
    return JSON.parse(line) as EngineMessage;
  } catch {
    return { stream: `${line}\n` };
  }
}

/** How a build stands after some of its messages. */
export interface BuildState {
  readonly step: number;
  readonly of: number;
  /** The instruction of the current step. */
  readonly instruction: string;
  /** The last lines of the current step's output, oldest first. */
  readonly tail: readonly string[];
  /** The image's id, once it is built. */
  readonly id?: string;
  readonly error?: string;
}

export const BUILD_START: BuildState = { step: 0, of: 0, instruction: '', tail: [] };

/** As many lines as show an apt-get failure with its reason. */
const TAIL_LINES = 12;

/** `Step 2/5 : RUN ...` from Docker, `STEP 2/5: RUN ...` from Podman. */
const STEP = /^step (\d+)\/(\d+) ?: (.*)/i;

/** The state after one more message. Lines that tell of the builder's own housekeeping are dropped. */
export function advance(state: BuildState, message: EngineMessage): BuildState {
  if (message.error !== undefined) return { ...state, error: message.error.trim() };
  if (message.aux?.ID !== undefined) return { ...state, id: message.aux.ID };
  let next = state;
  for (const line of outputLines(message)) {
    const step = STEP.exec(line);
    const built = /^Successfully built ([0-9a-f]+)/.exec(line);
    if (step) {
      const [, number, of, instruction = ''] = step;
      next = { ...next, step: Number(number), of: Number(of), instruction, tail: [] };
    } else if (built?.[1] !== undefined) next = { ...next, id: next.id ?? built[1] };
    else next = { ...next, tail: [...next.tail, line].slice(-TAIL_LINES) };
  }
  return next;
}

/** The lines of a build message that a person may want to read. */
export function outputLines(message: EngineMessage): readonly string[] {
  const text = message.stream ?? message.status ?? '';
  return text
    .split(/[\r\n]+/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !/^ ?---> |^Removing intermediate container /.test(line));
}

/** The line as progress: a step's heading is shown as its instruction. */
export function progressText(line: string): string {
  return STEP.exec(line)?.[3] ?? line;
}
