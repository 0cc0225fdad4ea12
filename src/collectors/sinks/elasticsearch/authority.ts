import { type DetailedPeerCertificate, connect } from 'node:tls';

/** How long a node may take to show its certificates, in milliseconds. */
const TIMEOUT = 10_000;

/**
 * The certificate with this fingerprint among those that a node shows: its authority. To trust that authority is more
 * than the client's own `caFingerprint`, which needs certificates to go unverified, and then looks whether one with the
 * fingerprint is shown, be it the issuer in name alone.
 *
 * @param fingerprint SHA-256 in hexadecimal, with or without colons
 * @returns in PEM; undefined if the node shows no such certificate
 * @throws the error of the connection
 */
export async function authorityOf(node: URL, fingerprint: string): Promise<string | undefined> {
  const wanted = normalized(fingerprint);
  const certificate = [...chain(await peerCertificate(node))].find(
    ({ fingerprint256 }) => normalized(fingerprint256) === wanted,
  );
  if (certificate === undefined) return undefined;
  return `-----BEGIN CERTIFICATE-----\n${certificate.raw.toString('base64')}\n-----END CERTIFICATE-----\n`;
}

function peerCertificate({ hostname, port }: URL): Promise<DetailedPeerCertificate> {
  const { promise, resolve, reject } = Promise.withResolvers<DetailedPeerCertificate>();
  const host = hostname.replaceAll(/[[\]]/g, '');
  // Nothing is sent over this connection.
  const socket = connect({ host, port: Number(port || 443), rejectUnauthorized: false, timeout: TIMEOUT }, () => {
    resolve(socket.getPeerCertificate(true));
    socket.destroy();
  });
  socket.on('error', reject);
  socket.on('timeout', () => socket.destroy(new Error(`no TLS connection to ${host} within ${TIMEOUT} ms`)));
  return promise;
}

/** A certificate and those above it; the topmost is its own issuer. */
function* chain(certificate: DetailedPeerCertificate | undefined): Generator<DetailedPeerCertificate> {
  const seen = new Set<string>();
  for (
    let next = certificate;
    next?.raw !== undefined && !seen.has(next.fingerprint256);
    next = next.issuerCertificate
  ) {
    seen.add(next.fingerprint256);
    yield next;
  }
}

function normalized(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toUpperCase();
}
