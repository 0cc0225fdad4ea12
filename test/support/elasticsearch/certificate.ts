import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto';

/** A key with its certificate, in PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** SHA-256, in hexadecimal with colons. */
  readonly fingerprint: string;
}

/**
 * Creates a certificate for localhost and 127.0.0.1, its own authority, as X.509 in DER (RFC 5280). It is signed with its
 * own key, whatever issuer it names.
 */
export function selfSignedCertificate(names: { subject?: string; issuer?: string } = {}): Certificate {
  const { subject = 'localhost', issuer = subject } = names;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
  const validity = sequence(utcTime(Date.now() - 3_600_000), utcTime(Date.now() + 86_400_000));
  const addresses = sequence(tlv(0x82, Buffer.from('localhost')), tlv(0x87, Buffer.from([127, 0, 0, 1])));
  const extensions = sequence(
    sequence(oid('551d13'), tlv(0x01, Buffer.from([0xff])), tlv(0x04, sequence(tlv(0x01, Buffer.from([0xff]))))),
    sequence(oid('551d11'), tlv(0x04, addresses)),
  );
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    commonName(issuer),
    validity,
    commonName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, extensions),
  );
  const signature = tlv(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', body, privateKey)]));
  const certificate = new X509Certificate(sequence(body, ecdsaWithSha256, signature));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: certificate.toString(),
    fingerprint: certificate.fingerprint256,
  };
}

function commonName(name: string): Buffer {
  return sequence(tlv(0x31, sequence(oid('550403'), tlv(0x0c, Buffer.from(name)))));
}

/** Tag, length, value. */
function tlv(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const head =
    length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), value]);
}

function sequence(...members: readonly Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(members));
}

function oid(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, 'hex'));
}

function utcTime(milliseconds: number): Buffer {
  return tlv(0x17, Buffer.from(`${new Date(milliseconds).toISOString().replaceAll(/\D/g, '').slice(2, 14)}Z`));
}
