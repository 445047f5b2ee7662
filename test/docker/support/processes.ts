/** What runs in a container as its own /proc has it: `docker top` wants a ps in the PATH of the engine, which not every engine has. */
import { runProgram } from '../../../src/engine/exec.ts';
import { connectedEngine } from './engine.ts';

/** The fabric sees every process of the engine's machine, but is in one control group with its own alone. */
const LIST = `
import os
own = open("/proc/self/cgroup").read()
for process in filter(str.isdigit, os.listdir("/proc")):
    try:
        if int(process) != os.getpid() and open(f"/proc/{process}/cgroup").read() == own:
            print(open(f"/proc/{process}/cmdline").read().replace("\\0", " ").strip())
    except (FileNotFoundError, ProcessLookupError):
        pass  # It has ended meanwhile.
`;

/** The command lines of all that runs in the fabric of a lab. */
export function processesInFabric(lab: string): Promise<readonly string[]> {
  return processesIn(`anycast-lab.${lab}`);
}

/** The command lines of all that runs in a router. */
export function processesInRouter(lab: string, router: string): Promise<readonly string[]> {
  return processesIn(`anycast-lab.${lab}.${router}`);
}

async function processesIn(container: string): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await runProgram(await connectedEngine(), container, container, [
    ...['python3', '-c', LIST],
  ]);
  if (exitCode !== 0) throw new Error(`${container}: ${stderr}`);
  return stdout.split('\n').filter((line) => line !== '');
}
