import defaults from './settings.json' with { type: 'json' };

/** Thresholds of the alert rules, and the attribute of the tenant. settings.json has the defaults. */
export type GrafanaSettings = typeof defaults;

export const DEFAULT_SETTINGS: GrafanaSettings = defaults;
