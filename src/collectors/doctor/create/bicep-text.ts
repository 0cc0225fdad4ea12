/** A Bicep string. */
export function bicepText(value: string): string {
  return `'${value
    .replaceAll('\\', '\\\\')
    .replaceAll("'", String.raw`\'`)
    .replaceAll('${', '\\${')}'`;
}
