import defaults from './settings.json' with { type: 'json' };

/** Thresholds of alert rules and SLOs, and what else a user may choose. settings.json has the defaults. */
export type ElasticSettings = typeof defaults;

export const DEFAULT_SETTINGS: ElasticSettings = defaults;
