// An archive as an attacker would write it.

import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'

/** `files` beside an entry of that name. yazl itself refuses such names, so another of the same length is put in and changed in the bytes. */
export const hostileZip = async (
  name: string,
  content = 'x',
  mode = 0o100644,
  files: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> => {
  const zip = new ZipFile()
  const harmless = 'p'.repeat(name.length)
  for (const [path, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), path)
  zip.addBuffer(Buffer.from(content), harmless, { mode, compress: false })
  zip.end()
  const bytes = await buffer(zip.outputStream as NodeJS.ReadableStream)
  return Buffer.from(bytes.toString('latin1').replaceAll(harmless, name), 'latin1')
}
