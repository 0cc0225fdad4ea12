import type { SettingDefinition } from './setting-definition.ts';

/** The flag of a setting, with its dashes: `--storage-account-key`. */
export function flagOf({ name }: Pick<SettingDefinition, 'name'>): string {
  return `--${name.replaceAll('_', '-')}`;
}

/** Our environment variable of a setting: `AZURE_OPENAI_OTEL_STORAGE_ACCOUNT_KEY`. */
export function variableOf({ name }: Pick<SettingDefinition, 'name'>): string {
  return `AZURE_OPENAI_OTEL_${name.toUpperCase()}`;
}
