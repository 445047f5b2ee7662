import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const FABRIC = fileURLToPath(new URL('../../images/fabric', import.meta.url));

/** A receiver that is given pieces, in hexadecimal: prints the frames and all that it answers. */
const DRIVER = `
import json, sys
sys.path.insert(0, sys.argv[1])
from agent import framestream
receiver = framestream.Receiver()
frames, answers = [], b''
try:
    for piece in json.load(sys.stdin):
        some, answer = receiver.take(bytes.fromhex(piece))
        frames += [frame.decode() for frame in some]
        answers += answer
except ValueError as error:
    frames.append(str(error))
print(json.dumps({'frames': frames, 'answers': answers.hex()}))
`;

function receive(...pieces: readonly Buffer[]): {
  readonly frames: readonly string[];
  readonly answers: string;
} {
  const input = JSON.stringify(pieces.map((piece) => piece.toString('hex')));
  return JSON.parse(execFileSync('python3', ['-BIS', '-c', DRIVER, FABRIC], { input, encoding: 'utf8' }));
}

/** As libfstrm writes them. */
const TYPE = `00000001${'00000016'}${Buffer.from('protobuf:dnstap.Dnstap').toString('hex')}`;
const control = (kind: number, fields = ''): Buffer =>
  Buffer.from(
    `00000000${(4 + fields.length / 2).toString(16).padStart(8, '0')}0000000${kind}${fields}`,
    'hex',
  );
const frame = (text: string): Buffer =>
  Buffer.from(`${text.length.toString(16).padStart(8, '0')}${Buffer.from(text).toString('hex')}`, 'hex');

const [ACCEPT, START, STOP, READY, FINISH] = [1, 2, 3, 4, 5];

describe('Frame Streams', () => {
  const stream = Buffer.concat([
    control(READY, TYPE),
    control(START, TYPE),
    frame('first'),
    frame('second'),
    control(STOP),
  ]);
  const whole = {
    frames: ['first', 'second'],
    answers: Buffer.concat([control(ACCEPT, TYPE), control(FINISH)]).toString('hex'),
  };

  it.each([1, 5, 1000])('takes frames from pieces of %i octets, and answers the sender', (size) => {
    const count = Math.ceil(stream.length / size);
    const pieces = Array.from({ length: count }, (_, index) =>
      stream.subarray(index * size, (index + 1) * size),
    );
    expect(receive(...pieces)).toEqual(whole);
  });

  it('answers nothing to a sender that only sends', () => {
    expect(receive(control(START, TYPE), frame('first'))).toEqual({ frames: ['first'], answers: '' });
  });

  it('waits for the rest of a frame', () => {
    expect(receive(control(START, TYPE), frame('first').subarray(0, -1)).frames).toEqual([]);
  });

  it('refuses what is no such stream', () => {
    expect(receive(Buffer.from('GET / HTTP/1.1\r\n')).frames).toEqual([
      expect.stringContaining('none of dnstap'),
    ]);
  });
});
