import { readEntityPath } from '../azure/connection-string.ts';
import { INPUT_DEFINITIONS } from './input-definitions.ts';
import { OUTPUT_DEFINITIONS } from './output-definitions.ts';

/**
 * Every setting by its group, in the order of help and documentation. The type {@link Settings}, the flags, the variables,
 * the help and docs/collectors.md are derived from it.
 */
const DEFINITIONS: Groups = { ...INPUT_DEFINITIONS, ...OUTPUT_DEFINITIONS };

/** The definition of a setting. */
export interface SettingDefinition {
  /**
   * How a value is written: `list` is a YAML list, a repeated flag, or text with commas; `duration` is a number with a
   * unit (`500ms`, `10s`, `5m`, `1h`, `2d`, or several: `1m30s`), without one in seconds; `headers` is
   * `name=value,name=value` with percent-encoded values, as `OTEL_EXPORTER_OTLP_HEADERS` is, or a YAML map.
   *
   * @default 'text'
   */
  readonly type?: 'text' | 'list' | 'boolean' | 'integer' | 'duration' | 'headers';
  /** The only valid values. */
  readonly choices?: readonly string[];
  /** In the form of a variable. @default unset; an empty list, or no headers */
  readonly default?: string;
  /** Shown as the default in help and documentation; for a default that depends on something else. */
  readonly defaultText?: string;
  /** Never printed, and can be read from a file: `{name}_file`, `--{name}-file`, `…_FILE`. */
  readonly secret?: true;
  /** Without a flag, since nobody changes it by hand: only in a file of settings and as a variable. */
  readonly flag?: false;
  /** Environment variables of other tools, which are read after our own. */
  readonly variables?: readonly string[];
  /** Minimum of an integer, or of a duration in milliseconds. */
  readonly least?: number;
  /** Maximum of an integer. */
  readonly most?: number;
  /** Its purpose, as a part of a sentence. */
  readonly description: string;
  /** Where Elastic's tutorial gets the value, or where else to find it. */
  readonly from?: string;
}

/** A setting with its names. */
export interface Setting extends Omit<SettingDefinition, 'flag'> {
  /** The key in a file of settings. */
  readonly name: SettingName;
  readonly group: keyof Groups;
  readonly type: NonNullable<SettingDefinition['type']>;
  /** Such as `--storage-account-key`; undefined for a setting without a flag. */
  readonly flag: string | undefined;
  /** Our own first: `AZURE_OPENAI_OTEL_STORAGE_ACCOUNT_KEY`. */
  readonly variables: readonly [own: string, ...others: string[]];
}

type Groups = typeof INPUT_DEFINITIONS & typeof OUTPUT_DEFINITIONS;

/** Name of a setting. */
export type SettingName = { [G in keyof Groups]: keyof Groups[G] }[keyof Groups];
type Definition<N> = { [G in keyof Groups]: N extends keyof Groups[G] ? Groups[G][N] : never }[keyof Groups];

interface Values {
  readonly list: readonly string[];
  readonly boolean: boolean;
  readonly integer: number;
  readonly duration: number;
  readonly headers: Readonly<Record<string, string>>;
}

type Value<D> = D extends { choices: readonly (infer Choice)[] }
  ? Choice
  : D extends { type: infer Type extends keyof Values }
    ? Values[Type]
    : string;

type IfUnset<D> = D extends { default: string } | { type: 'list' | 'headers' } ? never : undefined;

/** The values of all settings. Durations are in milliseconds; a setting without a value or default is undefined. */
export type Settings = { readonly [N in SettingName]: Value<Definition<N>> | IfUnset<Definition<N>> };

/** Every setting, in the order of help and documentation. */
export const SETTINGS: readonly Setting[] = Object.entries(DEFINITIONS).flatMap(([group, definitions]) =>
  Object.entries<SettingDefinition>(definitions).map(([name, definition]) => ({
    type: 'text' as const,
    ...definition,
    name: name as SettingName,
    group: group as keyof Groups,
    flag: definition.flag === false ? undefined : `--${name.replaceAll('_', '-')}`,
    variables: [`AZURE_OPENAI_OTEL_${name.toUpperCase()}`, ...(definition.variables ?? [])] as const,
  })),
);

const BY_NAME: ReadonlyMap<SettingName, Setting> = new Map(SETTINGS.map((setting) => [setting.name, setting]));

/** Returns the setting of a name. */
export function findSetting(name: SettingName): Setting {
  return BY_NAME.get(name)!;
}

/** Returns the name of the event hub, from its setting or from the connection string. */
export function findEventHub(settings: Settings): string | undefined {
  return settings.eventhub ?? readEntityPath(settings.connection_string);
}
