/** How the packages of instrumentations begin, ours among them. */
const PREFIX = /^(?:@opentelemetry\/|opentelemetry-)instrumentation-/;

type Variable = 'OTEL_NODE_ENABLED_INSTRUMENTATIONS' | 'OTEL_NODE_DISABLED_INSTRUMENTATIONS';

/**
 * The variable that switches an instrumentation off, as `@opentelemetry/auto-instrumentations-node` reads them: where
 * `OTEL_NODE_ENABLED_INSTRUMENTATIONS` is set, all that it does not list; of the rest, those that
 * `OTEL_NODE_DISABLED_INSTRUMENTATIONS` lists.
 *
 * @param packageName listed as it is or without the common prefix: `http`, `azure-openai`
 * @returns undefined if the instrumentation is on
 */
export function findDisablingVariable(packageName: string): Variable | undefined {
  const names = [packageName, packageName.replace(PREFIX, '')];
  const isListed = (variable: Variable): boolean | undefined => {
    const list = process.env[variable]?.split(',').flatMap((name) => name.trim() || []);
    return list?.length ? names.some((name) => list.includes(name)) : undefined;
  };
  if (isListed('OTEL_NODE_DISABLED_INSTRUMENTATIONS')) return 'OTEL_NODE_DISABLED_INSTRUMENTATIONS';
  return isListed('OTEL_NODE_ENABLED_INSTRUMENTATIONS') === false ? 'OTEL_NODE_ENABLED_INSTRUMENTATIONS' : undefined;
}
