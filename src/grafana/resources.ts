import { objectOf, objectsOf, stringOf } from '../json.ts';
import { type Answer, RefusedError, type Send, sendOk, UnreachableError } from '../setup/http.ts';
import type { Resource } from '../setup/resource.ts';
import { DASHBOARDS, FOLDER } from './dashboards.ts';

/** The oldest version whose panels have everything that the dashboards use. */
const OLDEST = 10;

/**
 * Returns the version of Grafana.
 *
 * @throws UnreachableError if another server answers
 * @throws RefusedError if the token is not accepted
 */
export async function inspectGrafana(send: Send): Promise<{ version: string; isTooOld: boolean }> {
  const { database, version } = objectOf((await sendOk(send, 'GET', '/api/health')).body);
  if (database === undefined) throw new UnreachableError('the URL leads to another server than Grafana');
  await sendOk(send, 'GET', '/api/org');
  // The administrator can hide the version.
  const shown = stringOf(version) ?? 'of an unknown version';
  return { version: shown, isTooOld: Number.parseInt(shown, 10) < OLDEST };
}

const NEEDED = {
  apply: [
    'folders:create',
    'folders:read',
    'folders:write',
    'dashboards:create',
    'dashboards:read',
    'dashboards:write',
  ],
  check: ['folders:read', 'dashboards:read'],
  remove: ['folders:read', 'folders:delete', 'dashboards:read', 'dashboards:delete'],
} as const;

/** Returns the permissions that the token has not; none if Grafana does not report permissions. */
export async function findMissingPermissions(send: Send, action: keyof typeof NEEDED): Promise<string[]> {
  const { status, body } = await send('GET', '/api/access-control/user/permissions');
  if (status !== 200) return [];
  const granted = objectOf(body);
  return NEEDED[action].filter((permission) => !Object.hasOwn(granted, permission));
}

/** Returns whether the folder has something that this command did not make. */
export async function hasOtherContent(send: Send): Promise<boolean> {
  const { body } = await sendOk(send, 'GET', `/api/search?folderUIDs=${FOLDER.uid}&limit=5000`);
  const own = DASHBOARDS.map(({ uid }) => uid);
  return objectsOf(body).some(({ uid }) => !own.includes(String(uid)));
}

/** The folder. Grafana deletes what is in it too, so it must be empty then. */
export function folderResource(send: Send): Resource {
  const path = `/api/folders/${FOLDER.uid}`;
  return {
    name: `folder ${FOLDER.uid}`,
    expected: { title: FOLDER.title },
    read: () => readBody(send, path),
    write: async (current) => {
      if (current === undefined) await sendOk(send, 'POST', '/api/folders', FOLDER);
      else await sendOk(send, 'PUT', path, { title: FOLDER.title, overwrite: true });
    },
    remove: async () => void (await sendOk(send, 'DELETE', path)),
  };
}

/** @param text the JSON of the dashboard */
export function dashboardResource(uid: string, text: string, send: Send): Resource {
  const path = `/api/dashboards/uid/${uid}`;
  // Grafana migrates a dashboard to its own version of the schema.
  const { schemaVersion, ...rest } = JSON.parse(text) as Record<string, unknown>;
  return {
    name: `dashboard ${uid}`,
    expected: { dashboard: rest, meta: { folderUid: FOLDER.uid } },
    read: () => readBody(send, path),
    write: async () => {
      const dashboard = { ...rest, schemaVersion, id: null };
      await sendOk(send, 'POST', '/api/dashboards/db', { dashboard, folderUid: FOLDER.uid, overwrite: true });
    },
    remove: async () => void (await sendOk(send, 'DELETE', path)),
  };
}

async function readBody(send: Send, path: string): Promise<unknown> {
  const answer: Answer = await send('GET', path);
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw new RefusedError('GET', path, answer);
  return answer.body;
}
