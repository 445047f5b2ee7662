import type { Diagnostic } from '../diagnostic.ts';
import type { DeclaredName, Draft, Placed } from '../draft.ts';
import { isName, toName } from '../names.ts';

/** Link names appear in files and reports only; they may be as long as a DNS label. */
const LINK_NAME = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Names become container names, host names and zone contents, so all are DNS labels. */
export function namesAreLabels(draft: Draft): readonly Diagnostic[] {
  return [
    ...checkName('lab', draft.name),
    ...draft.services.flatMap((service) => checkName('service', service)),
    ...draft.declared.flatMap((node) => checkName(node.kind, node)),
    ...draft.exchanges.flatMap((exchange) => checkName('exchange', exchange)),
  ];
}

function checkName(what: string, { text: name, at: location }: Placed): readonly Diagnostic[] {
  if (isName(name)) return [];
  const suggestion = toName(name);
  return [
    { code: 'bad-name', args: { what, name, ...(suggestion === undefined ? {} : { suggestion }) }, location },
  ];
}

/** The names that links are given. */
export function linkNamesAreLabels(draft: Draft): readonly Diagnostic[] {
  return draft.links.flatMap(({ name }): readonly Diagnostic[] =>
    name === undefined || LINK_NAME.test(name.text)
      ? []
      : [{ code: 'bad-link-name', args: { name: name.text }, location: name.at }],
  );
}

/** Sites, routers and clients share one space of names. */
export function nodeNamesDiffer(draft: Draft): readonly Diagnostic[] {
  const seen = new Map<string, DeclaredName>();
  return draft.declared.flatMap((node): readonly Diagnostic[] => {
    const first = seen.get(node.text);
    if (first === undefined) {
      seen.set(node.text, node);
      return [];
    }
    const args = { name: node.text, kind: node.kind, otherKind: first.kind, line: first.at.line ?? 0 };
    return [{ code: 'duplicate-name', args, location: node.at }];
  });
}
