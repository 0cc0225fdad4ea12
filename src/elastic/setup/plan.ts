import { elasticsearchResources } from '../elasticsearch/index.ts';
import { kibanaAssets } from '../kibana/assets.ts';
import { mlJobs } from '../kibana/ml-jobs.ts';
import { type Rule, rules } from '../kibana/rules.ts';
import { serviceLevelObjectives } from '../kibana/slos.ts';
import { type TraceFields, traceFields } from '../kibana/trace-fields.ts';
import { mlJobResource, ruleResource, sloResource } from './alerting-resources.ts';
import type { Cluster } from './cluster.ts';
import { toSetupResources } from './elasticsearch-resources.ts';
import type { Send } from '../../setup/http.ts';
import { kibanaResources } from './kibana-resources.ts';
import type { SetupOptions } from './options.ts';
import type { Resource } from '../../setup/resource.ts';

/** Resources of a run, and the things that it leaves out. */
export interface Plan {
  readonly resources: readonly Resource[];
  /** A line for each thing that the version or the license does not have. */
  readonly skipped: readonly string[];
}

const BOTH = ['apm', 'otel'] as const;

/** Licenses that have SLOs and machine learning. */
const HIGHER_LICENSES = ['platinum', 'enterprise', 'trial'];

/** Decides what is made on a cluster. */
export function planResources(
  { action, parts, elastic, traces }: SetupOptions,
  cluster: Cluster,
  { elasticsearch, kibana }: { readonly elasticsearch: Send; readonly kibana: Send },
): Plan {
  // What an earlier run made is removed too, whatever data there are now.
  const removes = action === 'remove';
  const storages = removes ? BOTH : chooseStorages(traces, cluster);
  const fields = storages.map((storage) => traceFields(storage, elastic.tenantAttribute));
  const resources: Resource[] = [];
  const skipped: string[] = [];
  if (parts.elasticsearch) resources.push(...toSetupResources(elasticsearchResources(elastic), elasticsearch));
  if (parts.dashboards) resources.push(...kibanaResources(kibanaAssets(fields), kibana, cluster));
  const slos = serviceLevelObjectives(elastic);
  if (parts.slos) {
    const hasType = cluster.ruleTypes.has('slo.rules.burnRate');
    const reason = removes ? undefined : (lacksLicense(cluster) ?? (hasType ? undefined : NO_RULE_TYPE));
    if (reason === undefined) resources.push(...slos.map((slo) => sloResource(slo, kibana)));
    else skipped.push(`SLOs: ${reason}`);
  }
  if (parts.ml) {
    const reason = removes ? undefined : lacksLicense(cluster);
    if (reason === undefined) resources.push(...planJobs(fields, elastic, elasticsearch));
    else skipped.push(`ML jobs: ${reason}`);
  }
  if (parts.rules) {
    const wanted = rules(fields, parts.slos ? slos : [], elastic).filter(
      ({ body }) => parts.ml || body.rule_type_id !== 'xpack.ml.anomaly_detection_alert',
    );
    if (removes) resources.push(...wanted.map((rule) => ruleResource(rule, rule.body.consumer, kibana)));
    else planRules(wanted, cluster, kibana, resources, skipped);
  }
  return { resources, skipped };
}

const NO_RULE_TYPE = 'this Kibana has no such rules, or not with this license or these privileges';

function chooseStorages(wanted: SetupOptions['traces'], cluster: Cluster): readonly TraceFields['storage'][] {
  if (wanted !== undefined) return wanted;
  return cluster.traces.length > 0 ? cluster.traces : ['apm'];
}

/** A serverless project has no license; what it lacks, it refuses. */
function lacksLicense({ license, isServerless }: Cluster): string | undefined {
  if (isServerless || (license !== undefined && HIGHER_LICENSES.includes(license))) return undefined;
  return `the license is ${license ?? 'not active'}, and they need platinum`;
}

function planJobs(fields: readonly TraceFields[], elastic: SetupOptions['elastic'], elasticsearch: Send): Resource[] {
  return mlJobs(fields, elastic).map((job) => mlJobResource(job, elasticsearch));
}

function planRules(
  wanted: readonly Rule[],
  { ruleTypes }: Cluster,
  kibana: Send,
  resources: Resource[],
  skipped: string[],
): void {
  for (const rule of wanted) {
    const { rule_type_id: type, consumer } = rule.body;
    // A serverless project shows rules under other names.
    const chosen = [consumer, 'observability', 'logs'].find((name) => ruleTypes.get(type)?.includes(name));
    if (chosen === undefined) skipped.push(`rule ${rule.id}: ${NO_RULE_TYPE} (${type})`);
    else resources.push(ruleResource(rule, chosen, kibana));
  }
}
