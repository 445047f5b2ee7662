import type { AnnouncementForm, EndPolicyForm, ExportForm, ImportForm, RulesForm } from './schema-policy.ts';
import type {
  Announcement,
  CommunityRules,
  EndPolicy,
  ExportChange,
  ImportChange,
  MaximumPrefix,
  PassingOn,
  PrefixFilter,
  Strip,
} from './topology.ts';

/** What a file says of one end's policy. @param open whether it says of the link or of the whole lab that relationships mean nothing */
export function readEndPolicy(form: EndPolicyForm | 'none', open: boolean): EndPolicy {
  const { in: taken = {}, out: sent = {}, ...session } = form === 'none' ? {} : form;
  const { 'maximum-prefix': maximum, 'allowas-in': allowAsIn } = session;
  return {
    in: { ...readImport(taken), ...readFilter(taken), ...readRules(taken.match), ...readPassingOn(taken) },
    out: { ...readExport(sent), ...readStrip(sent), ...readFilter(sent), ...readRules(sent.match) },
    ...(maximum === undefined ? {} : { maximumPrefix: readMaximum(maximum) }),
    ...(allowAsIn === undefined ? {} : { allowAsIn }),
    ...(open || form === 'none' ? { open: true } : {}),
  };
}

/** What a file says of a site's announcement. */
export function readAnnouncement({ to, prefixes, services, ...changes }: AnnouncementForm): Announcement {
  return {
    ...readExport(changes),
    ...(to === undefined ? {} : { to }),
    ...(prefixes === undefined ? {} : { prefixes }),
    ...(services === false ? { withoutServices: true } : {}),
  };
}

function readImport(form: ImportForm): ImportChange & Strip {
  return { ...readSets(form), ...readStrip(form) };
}

function readSets({ 'local-pref': localPref, weight, ...changes }: ImportForm): ImportChange {
  return {
    ...readExport(changes),
    ...(localPref === undefined ? {} : { localPref }),
    ...(weight === undefined ? {} : { weight }),
  };
}

function readStrip({ strip }: Pick<ExportForm, 'strip'>): Strip {
  return strip === undefined ? {} : { strip };
}

function readFilter({ allow, deny }: ExportForm): PrefixFilter {
  return { ...(allow === undefined ? {} : { allow }), ...(deny === undefined ? {} : { deny }) };
}

function readRules(forms: RulesForm): CommunityRules {
  if (forms === undefined || forms.length === 0) return {};
  return {
    match: forms.map((form) => {
      if ('deny' in form) return { community: form.community, does: 'deny' };
      const { strip, ...changes } = form.set;
      return {
        community: form.community,
        does: { ...readSets(changes), ...(strip === undefined ? {} : { strip }) },
      };
    }),
  };
}

function readPassingOn({ 'announce-to': to, 'do-not-announce-to': notTo }: ImportForm): PassingOn {
  return {
    ...(to === undefined ? {} : { announceTo: to }),
    ...(notTo === undefined ? {} : { doNotAnnounceTo: notTo }),
  };
}

function readMaximum(form: NonNullable<EndPolicyForm['maximum-prefix']>): MaximumPrefix {
  return typeof form === 'number'
    ? { count: form, warningOnly: false }
    : { count: form.count, warningOnly: form['warning-only'] ?? false };
}

function readExport({ prepend, med, origin, communities }: ExportForm): ExportChange {
  return {
    ...(prepend === undefined ? {} : { prepend }),
    ...(med === undefined ? {} : { med }),
    ...(origin === undefined ? {} : { origin }),
    ...(communities === undefined ? {} : { communities }),
  };
}
