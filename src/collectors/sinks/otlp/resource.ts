import type { JsonObject } from '../../contracts/document.ts';
import { objectAt, textAt } from './fields.ts';

/**
 * Resource attributes of a document: the Azure resource that it is about, which is no process. `service.name` is the
 * account's name.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/resource/cloud/
 */
export function resourceAttributes(fields: JsonObject): JsonObject {
  const [azure, cloud] = [objectAt(fields, 'azure'), objectAt(fields, 'cloud')];
  const resource = objectAt(azure, 'resource');
  const type = textAt(resource, 'provider') ?? textAt(resource, 'type');
  return {
    'service.name': textAt(resource, 'name'),
    'cloud.provider': textAt(cloud, 'provider'),
    'cloud.account.id': textAt(objectAt(cloud, 'account'), 'id') ?? textAt(azure, 'subscription_id'),
    'cloud.region': textAt(cloud, 'region') ?? regionName(textAt(objectAt(azure, 'open_ai'), 'location')),
    'cloud.resource_id': textAt(resource, 'id'),
    'azure.resource_group.name': textAt(resource, 'group'),
    'azure.resource_provider.namespace': type?.split('/', 1)[0],
  };
}

/** API Management writes `East US` for `eastus`. */
function regionName(location: string | undefined): string | undefined {
  return location?.replaceAll(' ', '').toLowerCase();
}
