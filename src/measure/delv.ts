/** What to ask `delv` on a command line, and what it says: whether an answer validates. */

export interface Validated {
  readonly valid: boolean;
  /** In delv's words, why it does not; absent: it does. */
  readonly reason?: string;
}

/**
 * The words with which delv validates a zone's SOA as one server answers it.
 * @param anchors the file with the trust anchors
 */
export function delvArguments(anchors: string, zone: string, address: string): readonly string[] {
  return ['-a', anchors, `+root=${zone}`, `@${address}`, zone, 'SOA'];
}

/** The file with trust anchors, as delv reads it. */
export function anchorsFile(anchors: readonly { readonly zone: string; readonly key: string }[]): string {
  const lines = anchors.map(({ zone, key }) => {
    const [flags, protocol, algorithm, text] = key.split(' ');
    return `  ${zone}. static-key ${flags} ${protocol} ${algorithm} "${text}";\n`;
  });
  return `trust-anchors {\n${lines.join('')}};\n`;
}

/** What delv (BIND 9.20) found, from what it printed on both streams. */
export function parseDelv(output: string): Validated {
  if (/^; fully validated$/m.test(output)) return { valid: true };
  const [, why] = /verify failed due to bad signature \(keyid=\d+\): (.*)$/m.exec(output) ?? [];
  const [, failed] = /^;; resolution failed: (.*)$/m.exec(output) ?? [];
  const unsigned = /^; (unsigned answer|answer not validated)$/m.exec(output)?.[1];
  return {
    valid: false,
    reason: why ?? failed ?? unsigned ?? (output.trim().split('\n').at(-1) || 'no answer'),
  };
}
