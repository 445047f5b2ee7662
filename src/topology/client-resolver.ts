import type { ResolverForm } from './schema-resolver.ts';
import type { Client } from './topology.ts';

/** What a file says of a client's resolver; nothing where it says nothing. */
export function readResolver(form: ResolverForm | undefined): Pick<Client, 'resolver'> {
  if (form === undefined) return {};
  if (typeof form === 'string') return { resolver: { kind: form, cache: true } };
  return {
    resolver: {
      kind: form.kind ?? 'unbound',
      cache: form.cache ?? true,
      ...(form['prefer-fastest'] ? { prefersFastest: true } : {}),
    },
  };
}
