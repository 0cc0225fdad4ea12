import { METRIC_NAMESPACE } from '../../../src/collectors/metrics/metric-groups.ts';
import { metricsBody, readQuestion } from './metrics.ts';
import type { ResourceManagerData } from './resource-manager.ts';
import { accountId, errorReply } from './types.ts';
import type { Reply, StandInAccount, StandInRequest } from './types.ts';

/** The metrics batch API of one region. */
export function metricsBatchReply(
  { path, query, body }: StandInRequest,
  region: string,
  data: ResourceManagerData,
): Reply | undefined {
  const [, subscriptionId] = /^\/subscriptions\/([^/]+)\/metrics:getBatch$/.exec(path) ?? [];
  if (!subscriptionId) return undefined;
  const { resourceids = [] } = JSON.parse(body) as { resourceids?: string[] };
  if (resourceids.length === 0 || resourceids.length > 50)
    return errorReply(400, 'BadRequest', 'from 1 to 50 resources');
  const question = readQuestion(query, data);
  if ('status' in question) return question;

  const accounts: StandInAccount[] = [];
  for (const id of resourceids) {
    const account = data.accounts.find((one) => accountId(one).toLowerCase() === id.toLowerCase());
    if (!account) return errorReply(404, 'ResourceNotFound', `The Resource '${id.split('/').at(-1)}' was not found.`);
    if (account.subscriptionId !== subscriptionId || account.location !== region) {
      return errorReply(400, 'BadRequest', `${id} is not in this subscription and region`);
    }
    accounts.push(account);
  }
  return {
    status: 200,
    body: {
      values: accounts.map((account) => ({
        starttime: query.get('starttime'),
        endtime: query.get('endtime'),
        interval: 'PT1M',
        namespace: METRIC_NAMESPACE,
        resourceregion: region,
        resourceid: accountId(account),
        value: metricsBody(account, question, data),
      })),
    },
  };
}
