import { asText } from '../json.ts';
import { MAX_INLINE_BASE64, base64Size, readDataUrl, omitBinaryText } from './binary.ts';
import type { Part } from './types.ts';

/** What the wire may say of an image, a sound or a file. */
export interface Media {
  /** Undefined to go by the MIME type. */
  modality?: 'image' | 'audio';
  /** A data URL, or where to fetch it. */
  url?: unknown;
  /** Base64, or a data URL. */
  data?: unknown;
  fileId?: unknown;
  mimeType?: string | undefined;
  filename?: unknown;
}

/** The part for it; none if the wire says nothing that we know how to read. */
export function mediaParts(media: Media): Part[] {
  const url = asText(media.url);
  const data = asText(media.data);
  const fileId = asText(media.fileId);
  if (fileId !== undefined) return [{ type: 'file', ...facts(media), file_id: fileId }];
  const dataUrl = readDataUrl(url ?? data ?? '');
  if (dataUrl) return [blob({ ...media, mimeType: dataUrl.mimeType }, dataUrl.base64, dataUrl.byteSize)];
  if (url !== undefined) return [{ type: 'uri', ...facts(media), uri: omitBinaryText(url) }];
  if (data !== undefined) return [blob(media, data, base64Size(data))];
  return [];
}

function blob(media: Media, base64: string | undefined, byteSize: number): Part {
  const content = base64 !== undefined && base64.length <= MAX_INLINE_BASE64 ? base64 : '';
  return { type: 'blob', ...facts(media), content, byte_size: byteSize };
}

function facts({ modality, mimeType, filename }: Media): { modality: string; mime_type?: string; filename?: string } {
  const name = asText(filename);
  return {
    modality: modality ?? guessModality(mimeType),
    ...(mimeType !== undefined && { mime_type: mimeType }),
    ...(name !== undefined && { filename: name }),
  };
}

function guessModality(mimeType: string | undefined): string {
  const type = mimeType?.split('/', 1)[0];
  return type === 'image' || type === 'audio' || type === 'video' ? type : 'document';
}

/** The MIME type of the formats that a chat may have its sound in. */
export function audioMimeType(format: unknown): string | undefined {
  const name = asText(format);
  return name === undefined ? undefined : name === 'mp3' ? 'audio/mpeg' : `audio/${name}`;
}
