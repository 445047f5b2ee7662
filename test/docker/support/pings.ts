/** What ping at a node says of a link. Times in ms. */
import { execIn } from './labs.ts';

export interface Pings {
  readonly sent: number;
  readonly answered: number;
  /** From the first packet sent to the last answer. */
  readonly took: number;
  /** Null: none was answered. */
  readonly rtt: { readonly least: number; readonly mean: number; readonly most: number } | null;
}

/** Pings an address; `words` are what else ping is told. */
export async function ping(
  lab: string,
  node: string,
  address: string,
  ...words: readonly string[]
): Promise<Pings> {
  const { stdout, stderr } = await execIn(lab, node, 'ping', '-q', ...words, address);
  const [, sent, answered] = /(\d+) packets transmitted, (\d+) received/.exec(stdout) ?? [];
  if (sent === undefined) throw new Error(`ping at ${node}: ${stdout}${stderr}`);
  const [, took] = /time (\d+)ms/.exec(stdout) ?? [];
  const [, least, mean, most] = /= ([\d.]+)\/([\d.]+)\/([\d.]+)\//.exec(stdout) ?? [];
  return {
    sent: Number(sent),
    answered: Number(answered),
    took: Number(took),
    rtt: least === undefined ? null : { least: Number(least), mean: Number(mean), most: Number(most) },
  };
}
