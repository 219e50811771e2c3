import { inflateRawSync } from 'node:zlib';

export interface ZipFile {
  readonly name: string;
  readonly content: Buffer;
}

/** Reads the files of a zip archive (a .vsix is one) through its central directory. */
export function readZip(archive: Buffer): ZipFile[] {
  // The end record is the last thing in the archive; vsce writes no comment after it.
  const end = archive.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0) throw new Error('This is no zip archive.');
  const files: ZipFile[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let count = archive.readUInt16LE(end + 10); count > 0; count--) {
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    files.push({ name, content: contentOf(archive, at) });
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}

/** @param record offset of the file's record in the central directory. */
function contentOf(archive: Buffer, record: number): Buffer {
  const size = archive.readUInt32LE(record + 20);
  const local = archive.readUInt32LE(record + 42);
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(start, start + size);
  return archive.readUInt16LE(record + 10) === 0 ? packed : inflateRawSync(packed);
}
