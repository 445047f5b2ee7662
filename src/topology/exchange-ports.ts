/** What the port of a member at an exchange is called where a fault is done to it: `ams-ix:eu-isp`. Names hold no colon. */
export function exchangePortName(exchange: string, member: string): string {
  return `${exchange}:${member}`;
}

/** Name of an exchange's route server, and of the network that its LAN is in whether it has one or not. */
export function routeServerName({ name }: { readonly name: string }): string {
  return `rs.${name}`;
}

/** The ports at exchanges by their names, with the node that each is of: the members', and that of a route server. */
export function exchangePortsOf(
  exchanges: readonly {
    readonly name: string;
    readonly members: readonly string[];
    readonly routeServer: boolean;
  }[],
): readonly { readonly name: string; readonly ends: readonly [string, string] }[] {
  return exchanges.flatMap((exchange) => {
    const { name, members, routeServer } = exchange;
    return [...members, ...(routeServer ? [routeServerName(exchange)] : [])].map((member) => ({
      name: exchangePortName(name, member),
      ends: [name, member] as const,
    }));
  });
}
