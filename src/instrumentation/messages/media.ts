import { asText } from '../json.ts';
import { MAX_INLINE_BASE64, base64Size, omitBinary, readDataUrl } from './binary.ts';
import type { Part } from './types.ts';

/** An image, a sound or a file, with values from the request or response. */
export interface Media {
  /** Undefined to derive it from the MIME type. */
  modality?: 'image' | 'audio';
  /** A data URL, or the URL of the file. */
  url?: unknown;
  /** Base64, or a data URL. */
  data?: unknown;
  fileId?: unknown;
  mimeType?: string | undefined;
  filename?: unknown;
}

/** Returns its part; none if it has neither an id, a URL nor data. */
export function mediaParts(media: Media): Part[] {
  const url = asText(media.url);
  const data = asText(media.data);
  const fileId = asText(media.fileId);
  if (fileId !== undefined) return [{ type: 'file', ...mediaFields(media), file_id: fileId }];
  const dataUrl = readDataUrl(url ?? data ?? '');
  if (dataUrl) return [blob({ ...media, mimeType: dataUrl.mimeType }, dataUrl.base64, dataUrl.byteSize)];
  if (url !== undefined) return [{ type: 'uri', ...mediaFields(media), uri: omitBinary(url) }];
  if (data !== undefined) return [blob(media, data, base64Size(data))];
  return [];
}

function blob(media: Media, base64: string | undefined, byteSize: number): Part {
  const content = base64 !== undefined && base64.length <= MAX_INLINE_BASE64 ? base64 : '';
  return { type: 'blob', ...mediaFields(media), content, byte_size: byteSize };
}

function mediaFields({ modality, mimeType, filename }: Media): {
  modality: string;
  mime_type?: string;
  filename?: string;
} {
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

export function audioMimeType(format: unknown): string | undefined {
  const name = asText(format);
  return name === undefined ? undefined : name === 'mp3' ? 'audio/mpeg' : `audio/${name}`;
}
