// DOWNLOAD_SOURCE: the zips of the source, fetched as the build's role and unpacked, and the buildspec found in them.
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { messageOf, ServiceError } from '../../../core/errors.ts'
import type { Desk } from '../../../core/service.ts'
import { unzipTo } from '../../../host/zip.ts'
import { PhaseFailure } from '../build/phase-failure.ts'
import { type Buildspec, BuildspecError } from '../buildspec/buildspec.ts'
import { parseBuildspec } from '../buildspec/parse.ts'
import type { Build, BuildRole, CodeBuildState, ProjectSource } from '../state.ts'
import type { Workspace } from './workspace.ts'

/** @throws PhaseFailure */
export const downloadSources = async (
  desk: Desk<CodeBuildState>,
  build: Build,
  role: BuildRole,
  workspace: Workspace,
): Promise<void> => {
  if (build.source.type === 'S3') await download(desk, build, role, build.source, workspace.source)
  for (const source of build.secondarySources) {
    const folder = workspace.secondary(source.sourceIdentifier ?? '')
    if (source.type === 'S3') await download(desk, build, role, source, folder)
  }
}

const download = async (
  desk: Desk<CodeBuildState>,
  build: Build,
  role: BuildRole,
  source: ProjectSource,
  folder: string,
): Promise<void> => {
  const { Bucket, Key } = placeOf(source)
  const zip = `${folder}.zip`
  // What a pipeline starts has the revision of its source as version, not the version of the S3 object.
  const own = source === build.source && build.resolvedSourceVersion === undefined ? build.sourceVersion : undefined
  try {
    const { Body } = await desk.call<{ Body: Readable | Uint8Array }>(role, 's3', 'GetObject', {
      Bucket,
      Key,
      ...(own ? { VersionId: own } : {}),
    })
    await pipeline(Body instanceof Uint8Array ? Readable.from([Body]) : Body, createWriteStream(zip))
    await unzipTo(zip, folder)
  } catch (error) {
    const said = error instanceof ServiceError ? `${error.code}: ${error.message}` : messageOf(error)
    const which = source.sourceIdentifier ? `secondary source ${source.sourceIdentifier}` : 'primary source'
    throw new PhaseFailure('CLIENT_ERROR', `${said} for ${which} and source version arn:aws:s3:::${Bucket}/${Key}`)
  }
}

/** `bucket/key`, or the ARN of an object. */
const placeOf = (source: ProjectSource): { readonly Bucket: string; readonly Key: string } => {
  const path = (source.location ?? '').replace(/^arn:aws:s3:::/, '')
  const slash = path.indexOf('/')
  return { Bucket: path.slice(0, slash), Key: path.slice(slash + 1) }
}

/**
 * The buildspec: inline, an S3 ARN, or a file of the source, `buildspec.yml` unless said.
 * @throws PhaseFailure
 */
export const findBuildspec = async (
  desk: Desk<CodeBuildState>,
  build: Build,
  role: BuildRole,
  workspace: Workspace,
): Promise<Buildspec> => {
  const given = build.source.buildspec
  try {
    if (given?.includes('\n') || given?.trimStart().startsWith('{'))
      return await parseBuildspec(given, 'inline buildspec')
    if (given?.startsWith('arn:aws:s3:::')) {
      const { Bucket, Key } = placeOf({ type: 'S3', location: given })
      const { Body } = await desk.call<{ Body: Readable | Uint8Array }>(role, 's3', 'GetObject', { Bucket, Key })
      return await parseBuildspec(Body instanceof Uint8Array ? Buffer.from(Body).toString() : await text(Body), given)
    }
    const path = given || 'buildspec.yml'
    return await parseBuildspec(await readSource(workspace.source, path), path)
  } catch (error) {
    if (error instanceof BuildspecError) throw new PhaseFailure('YAML_FILE_ERROR', error.message)
    if (error instanceof ServiceError) throw new PhaseFailure('YAML_FILE_ERROR', `${error.code}: ${error.message}`)
    throw error
  }
}

const readSource = async (source: string, path: string): Promise<string> => {
  const file = resolve(source, path)
  if (isAbsolute(path) || relative(source, file).startsWith('..'))
    throw new BuildspecError([`${path}: the buildspec should be a path inside the source`])
  return readFile(join(source, path), 'utf8').catch(() => {
    throw new BuildspecError([
      `${path} is not in the source; add it to the repository, or name another file on the project`,
    ])
  })
}
