import type { Draft, DraftEndPolicy, Placed } from '../draft.ts';
import { isName, toName } from '../names.ts';

/**
 * A draft in which nodes and services whose names cannot be names have those that they are told to take, wherever they
 * are referred to: a link to `fra` is no mistake beside a site `Fra` that is told to be `fra`, and nobody is told to
 * write `Fra`. A name stays where its correction is taken.
 */
export function withCorrectedNames(draft: Draft): Draft {
  const node = corrector(draft.declared.map(({ text }) => text));
  const service = corrector(draft.declaredServices);
  const policy = (end: DraftEndPolicy): DraftEndPolicy => ({ ...node(end), hearers: end.hearers.map(node) });
  const withPolicy = <Of extends { readonly policy?: DraftEndPolicy }>(of: Of): Of =>
    of.policy === undefined ? of : { ...of, policy: policy(of.policy) };
  return {
    ...draft,
    declared: draft.declared.map(node),
    declaredServices: draft.declaredServices.map((text) => service({ text, at: draft.at }).text),
    services: draft.services.map(service),
    sites: draft.sites.map((site) => ({
      ...node(site),
      services: site.services.map(service),
      ...(site.balancer?.backends === undefined
        ? {}
        : { balancer: { ...site.balancer, backends: site.balancer.backends.map(node) } }),
    })),
    routers: draft.routers.map(node),
    clients: draft.clients.map((client) => ({ ...node(client), router: node(client.router) })),
    ...(draft.primary === undefined
      ? {}
      : { primary: { ...draft.primary, router: node(draft.primary.router) } }),
    links: draft.links.map((link) => ({
      ...link,
      from: node(link.from),
      to: node(link.to),
      policy: link.policy.map(policy),
    })),
    exchanges: draft.exchanges.map((exchange) => ({
      ...exchange,
      members: exchange.members.map((member) => ({
        ...withPolicy(node(member)),
        with: member.with.map((session) => withPolicy(node(session))),
      })),
    })),
    catchment: draft.catchment.map((client) => ({
      ...node(client),
      site: node(client.site),
      ...(client.service === undefined ? {} : { service: service(client.service) }),
    })),
  };
}

function corrector(names: readonly string[]): <Name extends Placed>(name: Name) => Name {
  const taken = new Set(names);
  const corrected = new Map(
    names.flatMap((name) => {
      const correction = isName(name) ? undefined : toName(name);
      return correction === undefined || taken.has(correction) ? [] : [[name, correction] as const];
    }),
  );
  return (name) => ({ ...name, text: corrected.get(name.text) ?? name.text });
}
