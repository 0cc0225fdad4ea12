import { pipeline, PassThrough } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { CostReading, CostRow, CostType } from './cost-row.ts';
import { readCsv } from './csv.ts';
import { daysBetween, periodsOf } from './days.ts';
import { exportReader } from './export-rows.ts';

/** The members of a `ContainerClient` of `@azure/storage-blob` that are used. */
export interface CostContainer {
  readonly containerName: string;
  listBlobsFlat(options: { prefix?: string }): AsyncIterable<{ readonly name: string }>;
  getBlobClient(name: string): {
    downloadToBuffer(): Promise<Buffer>;
    download(): Promise<{ readonly readableStreamBody?: NodeJS.ReadableStream | undefined }>;
  };
}

/** The part of the exports that is read. Days are `YYYY-MM-DD`, both included. */
export interface ExportQuestion {
  readonly from: string;
  readonly to: string;
  readonly types: readonly CostType[];
  readonly deploymentTag?: string | undefined;
}

/**
 * The manifest that Cost Management writes after the files of a run.
 *
 * @see https://learn.microsoft.com/azure/cost-management-billing/costs/tutorial-improved-exports
 */
interface Manifest {
  readonly exportConfig: { readonly exportName: string; readonly resourceId?: string; readonly type: string };
  readonly runInfo: { readonly submittedTime: string; readonly startDate: string; readonly endDate: string };
  readonly deliveryConfig?: { readonly fileFormat?: string };
  readonly blobs: readonly { readonly blobName: string }[];
}

/**
 * Reads the exports of a container. Of the runs of an export that have the same day, the last one counts: it has the
 * corrections of the others. A run without a manifest is not complete, and is not read.
 *
 * @throws the error of the storage account; TypeError for files that are no export of costs
 */
export async function* readExports(container: CostContainer, question: ExportQuestion): AsyncGenerator<CostReading> {
  const newest = new Map<string, Manifest>();
  for await (const manifest of findManifests(container)) {
    const { startDate, endDate, submittedTime } = manifest.runInfo;
    if (endDate.slice(0, 10) < question.from || startDate.slice(0, 10) > question.to) continue;
    const key = `${originOf(manifest)} ${startDate.slice(0, 10)}`;
    if (submittedTime > (newest.get(key)?.runInfo.submittedTime ?? '')) newest.set(key, manifest);
  }
  const read = new Set<string>();
  for (const manifest of [...newest.values()].toSorted(laterFirst)) {
    const { startDate, endDate } = manifest.runInfo;
    const from = latest(question.from, startDate.slice(0, 10));
    const to = earliest(question.to, endDate.slice(0, 10));
    const origin = originOf(manifest);
    const periods = periodsOf(daysBetween(from, to).filter((day) => !read.has(`${origin} ${day}`)));
    if (periods.length === 0) continue;
    const rows = await readRun(container, manifest, question);
    for (const period of periods) yield { origin, ...period, rows };
    for (const day of daysBetween(from, to)) read.add(`${origin} ${day}`);
  }
}

function laterFirst({ runInfo: one }: Manifest, { runInfo: other }: Manifest): number {
  return one.submittedTime < other.submittedTime ? 1 : -1;
}

/** Finds the manifests of the runs of exports of costs. */
export async function* findManifests(container: CostContainer): AsyncGenerator<Manifest> {
  for await (const { name } of container.listBlobsFlat({})) {
    if (!/(?:^|\/)_?manifest\.json$/.test(name)) continue;
    const content = await container.getBlobClient(name).downloadToBuffer();
    const manifest = JSON.parse(content.toString('utf8')) as Manifest;
    if (isOfCosts(manifest)) yield manifest;
  }
}

const TYPES: Readonly<Record<string, CostType | undefined>> = { actualcost: 'actual', amortizedcost: 'amortized' };

function isOfCosts({ exportConfig, deliveryConfig }: Manifest): boolean {
  const type = exportConfig?.type?.toLowerCase();
  if (type !== 'focuscost' && TYPES[type] === undefined) return false;
  if ((deliveryConfig?.fileFormat ?? 'Csv').toLowerCase() === 'csv') return true;
  throw new TypeError(`the export ${exportConfig.exportName} is no CSV: choose CSV, with gzip or without compression`);
}

function originOf({ exportConfig: { resourceId, exportName, type } }: Manifest): string {
  return `${(resourceId ?? exportName).toLowerCase()} ${type.toLowerCase()}`;
}

async function readRun(
  container: CostContainer,
  { exportConfig, blobs }: Manifest,
  { types, deploymentTag }: ExportQuestion,
): Promise<CostRow[]> {
  const type = TYPES[exportConfig.type.toLowerCase()];
  const rows: CostRow[] = [];
  for (const { blobName } of blobs) {
    let read: ((record: string[]) => CostRow[]) | undefined;
    for await (const record of readCsv(await openText(container, blobName))) {
      if (read) rows.push(...read(record));
      else read = exportReader(record, { type, types, deploymentTag });
    }
  }
  return rows;
}

async function openText(container: CostContainer, name: string): Promise<AsyncIterable<string>> {
  const { readableStreamBody } = await container.getBlobClient(name).download();
  if (!readableStreamBody) throw new TypeError(`the blob ${name} has no content`);
  const text = name.endsWith('.gz') ? createGunzip() : new PassThrough();
  // An error ends the iteration of `text`, which throws it.
  pipeline(readableStreamBody, text, () => {});
  text.setEncoding('utf8');
  return text as AsyncIterable<string>;
}

function latest(one: string, other: string): string {
  return one > other ? one : other;
}

function earliest(one: string, other: string): string {
  return one < other ? one : other;
}
