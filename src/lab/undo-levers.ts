/** Putting back what levers have changed since `up`, whatever became of the command that pulled them. */
import type { Mended, NodeProcess, NotMended } from '../engine/agent-messages.ts';
import { applyLevers, withPolicies } from '../plan/levers/apply-levers.ts';
import { parseLevers } from '../plan/levers/parse-levers.ts';
import { isRouter } from '../plan/roles.ts';
import type { Ground } from './apply-fault.ts';
import { reconfigured, withProcesses } from './configure-request.ts';
import { type Lab, nodeProcesses, PLAN_FILE, refreshLab } from './find-lab.ts';
import { type LeversInForce, leversFile, readLevers } from './levers-in-force.ts';
import { BGPD_STARTING } from './node-programs.ts';
import { pollUntil } from './poll.ts';

export interface UndoneLevers {
  /** The lab with the plan that it has without them. */
  readonly lab: Lab;
  readonly mended: readonly Mended[];
  /**
   * To be called when everything else has been brought back, as a bgpd that did not answer may do so then.
   * @returns routers that could still not be changed; where there is none, no lever is on record any more
   */
  finish(): Promise<{ readonly mended: readonly Mended[]; readonly failed: readonly NotMended[] }>;
}

/** Puts them back at every router that answers; null where none is in force. */
export async function undoLevers(ground: Ground): Promise<UndoneLevers | null> {
  const { engine, lab, agent } = ground;
  const inForce = await readLevers(engine, lab);
  if (inForce === null) return null;
  const plan = withPolicies(lab.plan, inForce.policies);
  const needed = reconfigured([lab.plan, pulled(lab, inForce)], plan);
  const routers = plan.nodes.filter(isRouter);

  const putBack = async (processes: readonly NodeProcess[]) => {
    const done = await agent.ask('configure', { routers: withProcesses(needed, processes) });
    const texts = inForce.levers.map(({ text }) => text).join(', ');
    const mended = done.flatMap((each): readonly Mended[] => {
      if ('error' in each || each.changed === 0) return [];
      return [{ what: `put back ${texts}`, node: each.node, before: each.before, after: each.after }];
    });
    return { mended, answered: new Set(done.flatMap((each) => ('error' in each ? [] : [each.node]))), done };
  };

  const first = await putBack(await nodeProcesses(engine, lab, routers));
  // Whatever is started from here on reads files by this plan.
  await agent.ask('store', { files: { [PLAN_FILE]: JSON.stringify(plan) } });
  return {
    lab: { ...lab, plan },
    mended: first.mended,
    finish: async () => {
      const left = new Set(needed.map(({ name }) => name).filter((name) => !first.answered.has(name)));
      const processes = (await nodeProcesses(engine, await refreshLab(engine, lab), routers)).filter(
        ({ name }) => left.has(name),
      );
      const mended: Mended[] = [];
      const reasons = new Map([...left].map((name) => [name, 'it is not running']));
      const allAnswer = async (): Promise<boolean> => {
        const last = await putBack(processes.filter(({ name }) => reasons.has(name)));
        mended.push(...last.mended);
        for (const name of last.answered) reasons.delete(name);
        for (const each of last.done) if ('error' in each) reasons.set(each.node, each.error);
        return processes.every(({ name }) => !reasons.has(name));
      };
      const deadline = performance.now() + BGPD_STARTING;
      if (processes.length > 0) await pollUntil(allAnswer, { every: 100, deadline, signal: ground.signal });
      if (reasons.size === 0) await agent.ask('store', { files: leversFile(null) });
      return { mended, failed: [...reasons].map(([node, reason]) => ({ node, reason })) };
    },
  };
}

/** The plan that is in force where a trial has just pulled all of them. */
function pulled(lab: Lab, { levers }: LeversInForce) {
  return applyLevers(
    lab.plan,
    levers.flatMap(({ text }) => parseLevers([text], lab.plan).map(({ lever }) => lever)),
  );
}
