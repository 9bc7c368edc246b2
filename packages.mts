// Zips each folder that the given templates name as `CodeUri: <folder>/package.zip`, and uploads the zip under the MD5 of its bytes, where
// `aws cloudformation package` then finds it. A key is written once: the bucket refuses every other upload to packages/, that command's own too, so
// that no build can change what an earlier one packaged.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
// The same files make the same zip and so the same key: what has not changed is not deployed again.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'

const NAME = 'package.zip'

/** The folders that the template's functions and layers are made of. */
const foldersOf = (template: string): string[] => {
  const uris = readFileSync(template, 'utf8').matchAll(/^[^#\n]*\b(CodeUri|ContentUri):[ \t]+['"]?([^\s'",}#]+)/gm)
  return [...uris].flatMap(([, property, uri = '']) => {
    if (uri.startsWith('s3://')) return [] // is packaged already
    if (basename(uri) === NAME) return dirname(uri)
    throw new Error(
      `${template}: ${property} should be <folder>/${NAME}, which packages.mts makes of the folder, got '${uri}'; write '${join(uri, NAME)}'`,
    )
  })
}

interface Entry {
  readonly name: Buffer
  readonly content: Buffer
  readonly executable: boolean
}

const entriesOf = (folder: string): Entry[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(file => file.isFile() && file.name !== NAME)
    .map(file => join(file.parentPath, file.name))
    .sort()
    .map(path => ({
      name: Buffer.from(path.slice(join(folder, '/').length)),
      content: readFileSync(path),
      executable: (statSync(path).mode & 0o100) !== 0,
    }))

// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16. Every file is of 1980 and readable by all; what can be run
// (the bootstrap of a custom runtime) stays so.
const DOS_DATE = 0x21
const modeOf = ({ executable }: Entry) => (executable ? 0o100755 : 0o100644) * 0x10000
const UNIX = 0x314

const zip = (entries: readonly Entry[]): Buffer => {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const { name, content } = entry
    const packed = deflateRawSync(content, { level: 9 })
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0) // version needed
    shared.writeUInt16LE(0x800, 2) // names are UTF-8
    shared.writeUInt16LE(8, 4) // deflated
    shared.writeUInt16LE(DOS_DATE, 8)
    shared.writeUInt32LE(crc32(content), 10)
    shared.writeUInt32LE(packed.length, 14)
    shared.writeUInt32LE(content.length, 18)
    shared.writeUInt16LE(name.length, 22)
    files.push(Buffer.from('PK\x03\x04'), shared, name, packed)
    const madeBy = Buffer.alloc(2)
    madeBy.writeUInt16LE(UNIX)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(modeOf(entry), 6)
    place.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02'), madeBy, shared, place, name)
    offset += 4 + shared.length + name.length + packed.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...files, central, Buffer.from('PK\x05\x06'), end])
}

/** Resolves with what happened to the key. */
const uploadOnce = (file: string, key: string, bucket: string, keyId: string): Promise<string> => {
  const command = ['s3api', 'put-object', '--bucket', bucket, '--key', key, '--body', file, '--if-none-match', '*']
  const encryption = ['--server-side-encryption', 'aws:kms', '--ssekms-key-id', keyId]
  return new Promise((resolve, reject) => {
    execFile('aws', [...command, ...encryption], (error, _, complaint) => {
      if (!error) resolve('uploaded')
      else if (/\(PreconditionFailed\)/.test(complaint)) resolve('is there already')
      else reject(new Error(complaint.trim() || error.message))
    })
  })
}

const setting = (name: string): string => {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set; the pipeline's build project sets it`)
  return value
}

const upload = async (folder: string, bucket: string, keyId: string): Promise<string> => {
  const bytes = zip(entriesOf(folder))
  const file = join(folder, NAME)
  writeFileSync(file, bytes)
  const key = `packages/${createHash('md5').update(bytes).digest('hex')}`
  return `${folder}: ${key} ${await uploadOnce(file, key, bucket, keyId)}`
}

try {
  const folders = new Set(process.argv.slice(2).flatMap(foldersOf))
  const [bucket, keyId] = [setting('ARTIFACT_BUCKET'), setting('ARTIFACT_KEY_ID')]
  await Promise.all([...folders].map(async folder => console.log(await upload(folder, bucket, keyId))))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
