import { readFileSync } from 'node:fs';

const folder = new URL('../../fixtures/tls/', import.meta.url);

/** What servers on `localhost` show, and what their clients trust as `ca`. */
export const localhostCertificate: string = readFileSync(new URL('localhost-cert.pem', folder), 'utf8');
export const localhostKey: string = readFileSync(new URL('localhost-key.pem', folder), 'utf8');
