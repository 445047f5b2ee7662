/** What a file says of sessions, and of what their ends do to routes. */
import type { DraftEndPolicy, DraftSession, DraftTimers, Placed } from './draft.ts';
import { type DraftSource, placedItems, placedKeys } from './draft-source.ts';
import { readBfd } from './failure-detection.ts';
import { readEndPolicy } from './read-policy.ts';
import type { EndPolicyForm, LinkPolicyForm } from './schema-policy.ts';
import type { SessionForm, TimersForm } from './schema-session.ts';
import { TIMER_PROFILES } from './timers.ts';
import type { BgpTimers } from './topology.ts';
import { nodeAt, type Path } from './yaml-tree.ts';

/** Timers, and where they stand; nowhere, they are at the start of the file. */
export function draftTimers({ tree, locate }: DraftSource, path: Path, form: TimersForm): DraftTimers {
  const node = nodeAt(tree, path) ?? tree;
  return { timers: readTimers(form), at: locate(node.offset) };
}

function readTimers(form: TimersForm): BgpTimers {
  if (typeof form === 'string') return TIMER_PROFILES[form];
  return {
    // RFC 4271, section 10: a third of the hold time.
    keepalive: form.keepalive ?? Math.floor(form.hold / 3),
    hold: form.hold,
    connectRetry: form['connect-retry'] ?? TIMER_PROFILES.fast.connectRetry,
    advertisementInterval: form['advertisement-interval'] ?? TIMER_PROFILES.fast.advertisementInterval,
  };
}

/** What is said of sessions beside policy; `path` is where that stands in the tree. */
export function draftSession(source: DraftSource, path: Path, form: SessionForm): DraftSession {
  const { timers, bfd, password, 'ttl-security': ttlSecurity } = form;
  return {
    ...(timers === undefined ? {} : { timers: draftTimers(source, [...path, 'timers'], timers) }),
    ...(bfd === undefined ? {} : { bfd: readBfd(bfd) }),
    ...(password === undefined ? {} : { password }),
    ...(ttlSecurity === undefined ? {} : { ttlSecurity }),
  };
}

/** Whether relationships mean nothing in the whole lab. */
export function isOpen({ file }: DraftSource): boolean {
  return file.policy === 'none';
}

/** What one end does; `path` is where that stands in the tree. @param open as for `readEndPolicy` */
export function draftEndPolicy(
  source: DraftSource,
  path: Path,
  form: EndPolicyForm | 'none',
  open: boolean,
): Omit<DraftEndPolicy, keyof Placed> {
  const items = (...keys: readonly string[]) => placedItems(source, [...path, ...keys]);
  return {
    does: readEndPolicy(form, open),
    prefixes: ['in', 'out'].flatMap((way) => [...items(way, 'allow'), ...items(way, 'deny')]),
    hearers: [...items('in', 'announce-to'), ...items('in', 'do-not-announce-to')],
  };
}

/** What is said of the ends of a link, and of all of them where relationships mean nothing on it or in the lab. */
export function draftPolicy(
  source: DraftSource,
  path: Path,
  form: LinkPolicyForm | undefined,
  ends: readonly Placed[],
): readonly DraftEndPolicy[] {
  const open = form === 'none' || isOpen(source);
  const said = form === undefined || form === 'none' ? {} : form;
  const written = placedKeys(source, path).map((key) => ({
    ...key,
    ...draftEndPolicy(source, [...path, key.text], said[key.text] ?? {}, open),
  }));
  const silent = ends.filter(({ text }) => open && !Object.hasOwn(said, text));
  const nothing = { does: readEndPolicy({}, open), prefixes: [], hearers: [] };
  return [...written, ...silent.map((end) => ({ ...end, ...nothing }))];
}
