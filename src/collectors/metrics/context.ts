import type { Clients } from './clients.ts';
import type { Clock, ServiceClock } from './clock.ts';
import type { Notices } from './log.ts';
import type { Settings } from './options.ts';
import type { Positions } from './positions.ts';
import type { Requests } from './request.ts';

/** What all parts of the collector share. */
export interface MetricsContext {
  readonly settings: Settings;
  readonly clients: Clients;
  readonly requests: Requests;
  readonly notices: Notices;
  readonly positions: Positions;
  /** Of this machine: when to ask next. */
  readonly clock: Clock;
  /** Of Azure: what to ask for. */
  readonly serviceClock: ServiceClock;
}
