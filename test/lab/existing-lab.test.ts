import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/connect.ts';
import { isBeingStarted } from '../../src/lab/being-started.ts';
import { refusal } from '../../src/lab/existing-lab.ts';

describe('a lab that is up and not as asked for', () => {
  const differences = Array.from({ length: 83 }, (_, index) => `node n${index} added`);

  it('is said to run another topology where that has another name', () => {
    const { message } = refusal({ topology: 'minimal' }, { name: 'x', topology: 'three-sites' }, differences);
    expect(message).toBe('the lab x is up, but runs another topology: minimal, not three-sites');
  });

  it('is said to differ, and in what, where the topology has the same name', () => {
    const { message } = refusal({ topology: 'minimal' }, { name: 'x', topology: 'minimal' }, differences);
    expect(message.split('\n')).toHaveLength(14);
    expect(message).toContain('  and 71 more');
  });
});

describe('a fabric without a plan', () => {
  /** An engine in whose container these programs run. */
  const engine = (running: readonly boolean[]): Engine =>
    ({
      docker: {
        getContainer: () => ({
          inspect: async () => ({ ExecIDs: running.map((_, index) => String(index)) }),
        }),
        getExec: (id: string) => ({ inspect: async () => ({ Running: running[Number(id)] }) }),
      },
    }) as unknown as Engine;
  const fabric = { id: 'f', lab: 'x', running: true, createdAt: 1000 };

  it('is of a lab that is being started while an agent runs in it, however old it is', async () => {
    expect(await isBeingStarted(engine([false, true]), fabric, 5000)).toBe(true);
    expect(await isBeingStarted(engine([false]), fabric, 5000)).toBe(false);
  });

  it('is of a lab that is being started where it is too new to run, and left behind afterwards', async () => {
    const stopped = { ...fabric, running: false };
    expect(await isBeingStarted(engine([]), stopped, 1005)).toBe(true);
    expect(await isBeingStarted(engine([]), stopped, 1015)).toBe(false);
  });

  it('is given a moment for its agent, where it is new', async () => {
    const execs: boolean[] = [];
    setTimeout(() => execs.push(true), 300);
    const coming = {
      docker: {
        getContainer: () => ({ inspect: async () => ({ ExecIDs: execs.map(String) }) }),
        getExec: () => ({ inspect: async () => ({ Running: true }) }),
      },
    } as unknown as Engine;
    expect(await isBeingStarted(coming, fabric, 1005)).toBe(true);
  });

  it('was left behind where no agent comes', async () => {
    expect(await isBeingStarted(engine([]), fabric, 1005)).toBe(false);
  });
});
