// Runs the application in a worker thread, or, with CLUSTER, in a process of a cluster.
import cluster from 'node:cluster';
import { isMainThread, Worker } from 'node:worker_threads';

if (!isMainThread || cluster.isWorker) await import('./bundled.mjs');
else if (process.env.CLUSTER) cluster.fork();
else new Worker(new URL('./spawned.mjs', import.meta.url)).on('error', console.error);
