import type { Operation } from './call.ts';
import { OPERATIONS } from './operations/index.ts';

/** Azure's api-versions are dates: `2024-10-21`, `2025-03-01-preview`. */
const API_VERSION = /^\d{4}-\d{2}-\d{2}(?:-preview)?$/;

/** The target of a request. */
export interface Route {
  operation: Operation;
  /** `undefined` where the body's `model` names the deployment. */
  deployment: string | undefined;
  /** `undefined` for `/openai/v1`, which needs none. */
  apiVersion: string | undefined;
}

/**
 * Returns the route of a request, or `undefined` where Azure answers 404 "Resource not found": for another method, an unknown
 * path, and a dated path whose `api-version` is missing or is no date.
 */
export function parseRoute(method: string, url: URL): Route | undefined {
  if (method !== 'POST') return undefined;
  // AzureOpenAI of openai 4 to 6 leaves a double slash after an endpoint that ends in one, and Azure takes it.
  const path = url.pathname.replaceAll(/\/{2,}/g, '/');
  for (const operation of OPERATIONS) {
    if (path === `/openai/v1${operation.path}`) return { operation, deployment: undefined, apiVersion: undefined };
    const deployment = datedDeployment(path, operation);
    if (deployment === undefined) continue;
    const apiVersion = url.searchParams.get('api-version');
    if (apiVersion === null || !API_VERSION.test(apiVersion)) return undefined;
    return { operation, deployment: deployment === '' ? undefined : deployment, apiVersion };
  }
  return undefined;
}

/** The deployment in a dated path, '' if the operation has none there, `undefined` if the path is not the operation's. */
function datedDeployment(path: string, operation: Operation): string | undefined {
  if (!operation.underDeployment) return path === `/openai${operation.path}` ? '' : undefined;
  const prefix = '/openai/deployments/';
  if (!path.startsWith(prefix) || !path.endsWith(operation.path)) return undefined;
  const name = path.slice(prefix.length, -operation.path.length);
  return name === '' || name.includes('/') ? undefined : decodeName(name);
}

function decodeName(name: string): string | undefined {
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined; // A malformed escape names no deployment.
  }
}
