import type { DraftExchange, DraftMember, DraftMemberSession, Placed } from './draft.ts';
import { draftImpairments } from './draft-impairments.ts';
import { draftEndPolicy, draftSession, isOpen } from './draft-sessions.ts';
import { type DraftSource, placedItems, placedKeys } from './draft-source.ts';
import { readBfd } from './failure-detection.ts';
import type { MemberForm } from './schema-exchange.ts';
import type { Path } from './yaml-tree.ts';

/** The exchanges of a file. */
export function draftExchanges(source: DraftSource): readonly DraftExchange[] {
  const { file } = source;
  return placedKeys(source, ['exchanges']).map((exchange) => {
    const path = ['exchanges', exchange.text];
    const form = file.exchanges?.[exchange.text] ?? [];
    const { members, ...said } = 'members' in form ? form : { members: form };
    const at = 'members' in form ? [...path, 'members'] : path;
    return {
      ...exchange,
      members: Array.isArray(members)
        ? placedItems(source, at).map((member) => draftMember(source, at, member, {}))
        : placedKeys(source, at).map((member) =>
            draftMember(source, [...at, member.text], member, members[member.text] ?? {}),
          ),
      routeServer: said['route-server'] ?? false,
      session: { bfd: readBfd(file.bfd ?? false), ...draftSession(source, path, said) },
      open: isOpen(source),
    };
  });
}

function draftMember(source: DraftSource, path: Path, member: Placed, form: MemberForm): DraftMember {
  const at = [...path, 'with'];
  return {
    ...member,
    ...memberPolicy(source, path, member, form.policy),
    with: placedKeys(source, at).map((neighbor): DraftMemberSession => {
      const own = [...at, neighbor.text];
      const said = form.with?.[neighbor.text] ?? {};
      return {
        ...neighbor,
        keys: placedKeys(source, own),
        ...memberPolicy(source, own, member, said.policy),
        session: draftSession(source, own, said),
      };
    }),
    impairments: draftImpairments(source, path, form),
  };
}

function memberPolicy(
  source: DraftSource,
  path: Path,
  { text, at }: Placed,
  form: MemberForm['policy'],
): Pick<DraftMember, 'policy'> {
  if (form === undefined) return {};
  return { policy: { text, at, ...draftEndPolicy(source, [...path, 'policy'], form, isOpen(source)) } };
}
