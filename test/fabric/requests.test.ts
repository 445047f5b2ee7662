import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const FABRIC = fileURLToPath(new URL('../../images/fabric', import.meta.url));

const DRIVER = `
import sys
sys.path.insert(0, sys.argv[1])
from agent import __main__ as agent
print(" ".join(what for what in agent.HANDLERS if callable(agent.handler_of(what))))
`;

it('loads what answers each request by its name', () => {
  const answered = execFileSync('python3', ['-BIS', '-c', DRIVER, FABRIC], { encoding: 'utf8', input: '' });
  expect(answered.split(' ').length).toBeGreaterThan(20);
});
