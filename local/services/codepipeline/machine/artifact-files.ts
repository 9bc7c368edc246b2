// Reads single files out of artifacts, and writes artifacts of one file.

import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { readZipEntry, ZipError, zipEntryNames, zipOf } from '../../../host/zip.ts'
import type { EventArtifact } from '../executions/results.ts'
import { ActionFailure, type ActionRun, inputArtifact } from './action-run.ts'

/**
 * The text of a file in one of the action's input artifacts. `location` is `ArtifactName::path/in/the/artifact`.
 * @throws ActionFailure when the artifact or the file is not there
 */
export const readArtifactFile = async (run: ActionRun, location: string): Promise<string> => {
  const [artifactName = '', ...path] = location.split('::')
  const file = path.join('::')
  if (file === '') throw new ActionFailure(`'${location}' should be 'ArtifactName::path/in/the/artifact'`)
  return withArtifact(run, artifactName, async zip => {
    const bytes = await readZipEntry(zip, file)
    if (bytes) return new TextDecoder().decode(bytes)
    const names = (await zipEntryNames(zip)).filter(name => !name.endsWith('/')).slice(0, 10)
    throw new ActionFailure(
      `File [${file}] does not exist in artifact [${artifactName}]; it holds ${names.join(', ') || 'no file'}`,
    )
  })
}

/** The artifact as a zip file, while `read` runs. */
const withArtifact = async <T>(run: ActionRun, name: string, read: (zip: string) => Promise<T>): Promise<T> => {
  const { bucket, key } = inputArtifact(run, name).s3location
  const zip = join(run.desk.folder('artifacts'), `${run.desk.newId()}.zip`)
  try {
    const { Body } = await run.desk.call<{ Body: Readable }>(run.caller, 's3', 'GetObject', {
      Bucket: bucket,
      Key: key,
    })
    await pipeline(Body, createWriteStream(zip))
    return await read(zip)
  } catch (error) {
    if (error instanceof ZipError)
      throw new ActionFailure(`Artifact '${name}' (s3://${bucket}/${key}) is not a zip: ${error.message}`)
    throw error
  } finally {
    await rm(zip, { force: true })
  }
}

/** Puts an artifact that holds one file. */
export const writeArtifact = async (
  run: ActionRun,
  artifact: EventArtifact,
  file: string,
  content: string,
): Promise<void> => {
  await run.desk.call(run.caller, 's3', 'PutObject', {
    Bucket: artifact.s3location.bucket,
    Key: artifact.s3location.key,
    Body: await zipOf({ [file]: content }),
    ContentType: 'application/zip',
    ...encryption(run),
  })
}

/** The store's key; without one, the bucket's default encryption holds. */
export const encryption = ({ store }: ActionRun): Readonly<Record<string, string>> =>
  store.encryptionKey ? { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: store.encryptionKey.id } : {}
