import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readResult } from '../../src/cli/read-result.ts';

const folder = mkdtempSync(join(tmpdir(), 'anycast-lab-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('says of a result that is too large to be read how large it is, and what to do', () => {
  const file = join(folder, 'long.json');
  writeFileSync(file, '');
  // Sparse: it takes no room.
  truncateSync(file, 3e9);
  expect(() => readResult(file)).toThrow(
    expect.objectContaining({
      code: 'usage',
      message: `${file} has 3000 MB, and a result of more than 537 MB cannot be read`,
      hint: expect.stringContaining('a larger --interval'),
    }),
  );
});

it('says where there is no file', () => {
  expect(() => readResult(join(folder, 'none.json'))).toThrow(
    /cannot read .*none\.json: there is no such file/,
  );
});
