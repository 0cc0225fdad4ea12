import { readFileSync } from 'node:fs';

const folder = new URL('../../fixtures/tls/', import.meta.url);

/** The certificate of servers on `localhost`, which their clients trust as `ca`. */
export const localhostCertificate: string = readFileSync(new URL('localhost-cert.pem', folder), 'utf8');
export const localhostKey: string = readFileSync(new URL('localhost-key.pem', folder), 'utf8');
