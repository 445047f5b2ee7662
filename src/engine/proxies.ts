/** The user's HTTP proxies, for builds that fetch packages. */

const NAMES = ['http_proxy', 'https_proxy', 'ftp_proxy', 'no_proxy'];

/** The proxy variables that are set, in either case; Docker takes them as build arguments undeclared. */
export function proxyVariables(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    NAMES.flatMap((name) => [name, name.toUpperCase()]).flatMap((name) => {
      const value = env[name];
      return value ? [[name, value]] : [];
    }),
  );
}
