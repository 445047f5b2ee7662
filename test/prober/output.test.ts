import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const PROBER = fileURLToPath(new URL('../../images/client/prober', import.meta.url));

/** Writes to a pipe that nobody reads, and says how much was kept when it gave up. */
const SCRIPT = `
import os, sys
sys.path.insert(0, sys.argv[1])
from output import Output, ReaderStalled
said = os.dup(2)
_, writing = os.pipe()
os.dup2(writing, 1)
output = Output()
try:
    for number in range(200):
        output.write({'text': 'x' * 2**17})
        output.flush()
except ReaderStalled:
    pass
os.write(said, str(len(output.pending)).encode())
`;

it('keeps some megabytes for a reader that stalls, and then gives up', async () => {
  const { stderr } = await promisify(execFile)('python3', ['-BIS', '-c', SCRIPT, PROBER]);
  expect(Number(stderr) / 2 ** 20).toBeGreaterThan(8);
  expect(Number(stderr) / 2 ** 20).toBeLessThan(9);
});
