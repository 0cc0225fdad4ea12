import defaults from './settings.json' with { type: 'json' };

/** Thresholds of alert rules, and the attribute that names a customer. settings.json has the defaults. */
export type AzureMonitorSettings = typeof defaults;

export const DEFAULT_SETTINGS: AzureMonitorSettings = defaults;
