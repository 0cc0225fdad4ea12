import type { Settings } from './settings.ts';

/**
 * How a setting is written: `list` is a YAML list, a flag that is repeated, or text with commas; `duration` is a number
 * with a unit (`500ms`, `10s`, `5m`, `1h`, `2d`, or several: `1m30s`), without one in seconds; `headers` is
 * `name=value,name=value` with percent-encoded values, as `OTEL_EXPORTER_OTLP_HEADERS` is, or a YAML map.
 */
export type SettingType = 'text' | 'list' | 'boolean' | 'integer' | 'duration' | 'headers';

/** What the settings are grouped by, in help and documentation. */
export type SettingGroup =
  | 'Event hub'
  | 'Storage account'
  | 'Microsoft Entra ID'
  | 'Metrics'
  | 'Documents'
  | 'Output'
  | 'Dead letters'
  | 'The process'
  | 'The deployment';

/** Everything there is to know of a setting: help, documentation, reading and checking are made of it. */
export interface SettingDefinition {
  /** The key in a file of settings; where Elastic's integration has the setting, by its name there. */
  readonly name: keyof Settings;
  readonly group: SettingGroup;
  readonly type: SettingType;
  /** The only values that it takes. */
  readonly choices?: readonly string[];
  /** As one would write it; absent: unset. */
  readonly default?: string;
  /** Set if the default depends on other settings. */
  readonly defaultText?: string;
  /** Never printed, and can be read from a file: `{name}_file`, `--{name}-file`, `…_FILE`. */
  readonly secret?: true;
  /** Environment variables of other tools that are understood too, after our own. */
  readonly variables?: readonly string[];
  /** The least that an integer, or a duration in ms, may be. */
  readonly least?: number;
  readonly most?: number;
  /** What it does, as a part of a sentence. */
  readonly description: string;
  /** Where Elastic's tutorial gets it, or where else one finds it. */
  readonly from?: string;
}
