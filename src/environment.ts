/** Returns a variable without spaces around it; undefined if it is empty, as OpenTelemetry's specification requires. */
export function readVariable(
  name: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  return env[name]?.trim() || undefined;
}
