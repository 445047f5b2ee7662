import { describe, expect, it } from 'vitest';
import { advance, BUILD_START, outputLines, readMessages } from '../../src/engine/build-output.ts';

async function collect(...chunks: readonly (string | Buffer)[]) {
  const messages = [];
  for await (const message of readMessages(
    (async function* () {
      yield* chunks;
    })(),
  ))
    messages.push(message);
  return messages;
}

describe('readMessages', () => {
  it('reads objects that arrive in pieces, several at a time, or without a last line end', async () => {
    expect(await collect('{"stream":"a"}\r\n{"str', 'eam":"b"}\n{"error":"c"}')).toEqual([
      { stream: 'a' },
      { stream: 'b' },
      { error: 'c' },
    ]);
  });

  it('keeps a character whole that two chunks share', async () => {
    const bytes = Buffer.from('{"stream":"Zürich"}\n');
    expect(await collect(bytes.subarray(0, 13), bytes.subarray(13))).toEqual([{ stream: 'Zürich' }]);
  });

  it('takes a line that is no JSON as output', async () => {
    expect(await collect('<html>\n')).toEqual([{ stream: '<html>\n' }]);
  });
});

const stateAfter = (...streams: readonly string[]) =>
  streams.reduce((state, stream) => advance(state, { stream }), BUILD_START);

describe('advance', () => {
  it.each(['Step 2/5 : RUN apt-get update', 'STEP 2/5: RUN apt-get update'])('reads %s', (heading) => {
    expect(stateAfter(heading)).toMatchObject({ step: 2, of: 5, instruction: 'RUN apt-get update' });
  });

  it("keeps the current step's last lines, without the builder's housekeeping", () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}\n`);
    const state = stateAfter('old\n', 'Step 1/2 : RUN x\n', ' ---> Running in 0123\n', ...lines);
    expect(state.tail).toHaveLength(12);
    expect(state.tail.at(-1)).toBe('line 19');
    expect(stateAfter('old\n', 'Step 1/2 : RUN x\n', ' ---> Running in 0123\n').tail).toEqual([]);
  });

  it("takes the image's id from the engine's own message, or else from the last line", () => {
    expect(advance(BUILD_START, { aux: { ID: 'sha256:ab' } }).id).toBe('sha256:ab');
    expect(stateAfter('Successfully built 0123456789ab\n').id).toBe('0123456789ab');
  });

  it('keeps an error with the step that made it', () => {
    expect(advance(stateAfter('Step 3/4 : RUN false'), { error: 'code: 1\n' })).toMatchObject({
      step: 3,
      error: 'code: 1',
    });
  });
});

describe('outputLines', () => {
  it('takes the carriage returns of a progress bar for line ends', () => {
    expect(outputLines({ stream: '10%\r50%\r\nend\n\n' })).toEqual(['10%', '50%', 'end']);
  });
});
