import type { Fault } from './fault.ts';
import { endPorts } from './target.ts';

/** Both ends of a link, or of all of a site's, lose carrier. */
export const linkDown: Fault = {
  summary: 'loss of carrier on a link, or on all links of a site',
  noticedBy: 'fast external fallover',
  moves: true,
  apply: {
    to: 'any',
    actions: ({ links }) => [{ do: 'ports', ports: links.flatMap(endPorts), up: false }],
  },
};
