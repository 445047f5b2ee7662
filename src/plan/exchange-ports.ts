import { exchangePortName } from '../topology/exchange-ports.ts';
import type { LabPlan, LinkPlan, PortPlan } from './lab-plan.ts';

/** Where one member of an exchange is on its LAN. */
export interface ExchangePort {
  /** `ams-ix:eu-isp`. */
  readonly name: string;
  readonly link: LinkPlan;
  readonly port: PortPlan;
}

/** Every member's port at every exchange of a lab, route servers' among them. */
export function exchangePorts({ links }: LabPlan): readonly ExchangePort[] {
  return links
    .filter(({ kind }) => kind === 'exchange')
    .flatMap((link) =>
      link.ports.map((port) => ({ name: exchangePortName(link.name, port.node), link, port })),
    );
}
