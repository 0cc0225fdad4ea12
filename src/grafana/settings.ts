import { isObject } from '../json.ts';
import defaults from './settings.json' with { type: 'json' };

/** Thresholds of the alert rules, and the attribute of the tenant. settings.json has the defaults. */
export type GrafanaSettings = typeof defaults;

export const DEFAULT_SETTINGS: GrafanaSettings = defaults;

/** Thrown for settings that are wrong; its message names the setting and what it must be. */
export class GrafanaSettingsError extends Error {
  override readonly name = 'GrafanaSettingsError';
}

/**
 * Returns the defaults with the values of a file in their places.
 *
 * @throws GrafanaSettingsError for a setting that does not exist, or a value that is wrong
 */
export function readGrafanaSettings(file: unknown): GrafanaSettings {
  const { alerts = {}, tenantAttribute = defaults.tenantAttribute, ...others } = objectAt('the settings', file);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new GrafanaSettingsError(`there is no setting ${unknown}`);
  if (typeof tenantAttribute !== 'string' || !/^[A-Za-z]\w*(\.\w+)*$/.test(tenantAttribute)) {
    throw new GrafanaSettingsError('tenantAttribute must be a text such as "app.tenant"');
  }
  const thresholds = objectAt('alerts', alerts);
  for (const [name, value] of Object.entries(thresholds)) {
    if (!Object.hasOwn(defaults.alerts, name)) throw new GrafanaSettingsError(`there is no setting alerts.${name}`);
    if (typeof value !== 'number' || !(value > 0)) {
      throw new GrafanaSettingsError(`alerts.${name} must be a number greater than 0`);
    }
    if (name === 'errorShare' && value >= 1) {
      throw new GrafanaSettingsError('alerts.errorShare must be a share between 0 and 1');
    }
  }
  return { tenantAttribute, alerts: { ...defaults.alerts, ...thresholds } };
}

function objectAt(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw new GrafanaSettingsError(`${name} must be an object`);
  return value;
}
