// UPLOAD_ARTIFACTS: the files that the buildspec names, packed and put to S3 as the build's role.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { ServiceError } from '../../../core/errors.ts'
import type { Desk } from '../../../core/service.ts'
import { checkInside, OutsideError } from '../../../host/isolation/inside.ts'
import { type Selected, zipFolder } from '../../../host/zip.ts'
import { namesFor, onePerName } from '../artifacts/select-files.ts'
import { artifactKey } from '../build/build-output.ts'
import { PhaseFailure } from '../build/phase-failure.ts'
import type { ArtifactFiles, Buildspec } from '../buildspec/buildspec.ts'
import type { Build, BuildArtifacts, BuildRole, CodeBuildState, ProjectArtifacts } from '../state.ts'
import { findFiles, findFolders } from './files.ts'
import type { Workspace } from './workspace.ts'

interface Upload {
  readonly desk: Desk<CodeBuildState>
  readonly build: Build
  readonly role: BuildRole
  readonly workspace: Workspace
  readonly say: (line: string) => void
}

/** @throws PhaseFailure */
export const uploadArtifacts = async (upload: Upload, buildspec: Buildspec): Promise<readonly BuildArtifacts[]> => {
  const { build } = upload
  const uploaded: BuildArtifacts[] = []
  for (const target of [build.artifacts, ...build.secondaryArtifacts]) {
    if (target.type === 'NO_ARTIFACTS') continue
    uploaded.push(
      await uploadOne(upload, target, filesFor(buildspec, target), buildspec.artifacts?.enableSymlinks ?? false),
    )
  }
  return uploaded
}

const filesFor = (buildspec: Buildspec, target: ProjectArtifacts): ArtifactFiles => {
  const identifier = target.artifactIdentifier
  const files = identifier === undefined ? buildspec.artifacts : buildspec.artifacts?.secondary[identifier]
  if (files && files.files.length > 0) return files
  throw new PhaseFailure(
    'CLIENT_ERROR',
    identifier === undefined
      ? 'no matching artifact paths found: the buildspec has no artifacts.files'
      : `no definition for artifact ${identifier} found in the buildspec under artifacts.secondary-artifacts`,
  )
}

const uploadOne = async (
  upload: Upload,
  target: ProjectArtifacts,
  spec: ArtifactFiles,
  links: boolean,
): Promise<BuildArtifacts> => {
  const key = artifactKey(target, upload.build)
  const selected = await selectArtifact(upload, spec)
  await refuseLinksOut(upload.workspace, selected, links && target.packaging === 'ZIP')
  const place = { location: `arn:aws:s3:::${target.location}/${key}`, ...identified(target) }
  // Without ZIP an S3 artifact is the files themselves; what a pipeline gets is always one zip.
  if (target.packaging !== 'ZIP') {
    for (const { path, name } of selected)
      await put(upload, target, `${key}/${name}`, join(upload.workspace.source, path))
    return place
  }
  const zip = join(upload.workspace.root, `artifact-${target.artifactIdentifier ?? 'primary'}.zip`)
  await zipFolder(upload.workspace.source, selected, zip, { links })
  await put(upload, target, key, zip)
  return { ...place, ...(await sumsOf(zip)) }
}

/**
 * Differs from AWS: what a build could not read itself it cannot have packed either; there, a link leads into the build's own container.
 * Links that stay links are read by nobody, but the folder that they are in is.
 */
const refuseLinksOut = async (workspace: Workspace, selected: readonly Selected[], links: boolean): Promise<void> => {
  for (const { path } of selected)
    try {
      const file = join(workspace.source, path)
      await checkInside(workspace.root, links && (await lstat(file)).isSymbolicLink() ? dirname(file) : file)
    } catch (error) {
      if (error instanceof OutsideError) throw new PhaseFailure('CLIENT_ERROR', error.message)
      throw error
    }
}

const identified = (target: ProjectArtifacts) =>
  target.artifactIdentifier === undefined ? {} : { artifactIdentifier: target.artifactIdentifier }

/** The matched base directory itself is no part of the names. */
const selectArtifact = async ({ workspace, say }: Upload, spec: ArtifactFiles): Promise<readonly Selected[]> => {
  say(`Expanding base directory path: ${spec.baseDirectory}`)
  const folders = await findFolders(workspace.source, spec.baseDirectory)
  if (folders.length === 0)
    throw new PhaseFailure('CLIENT_ERROR', `no matching base directory path found for ${spec.baseDirectory}`)
  const selected: Selected[] = []
  for (const folder of folders) {
    say(`Expanding file paths for base directory ${folder}`)
    say('Assembling file list')
    const paths = await findFiles(resolve(workspace.source, folder), spec.files, spec.excludePaths)
    for (const { path, name } of namesFor(paths, spec.discardPaths)) selected.push({ path: join(folder, path), name })
  }
  say(`Found ${selected.length} file(s)`)
  if (selected.length === 0)
    throw new PhaseFailure(
      'CLIENT_ERROR',
      `no matching artifact paths found for ${spec.files.join(', ')} in ${spec.baseDirectory}`,
    )
  const named = onePerName(selected)
  if (named.length < selected.length)
    say(`WARNING: ${selected.length - named.length} file(s) left out: others have their names`)
  return named
}

const put = async (upload: Upload, target: ProjectArtifacts, Key: string, file: string): Promise<void> => {
  const { desk, build, role } = upload
  const encryption =
    build.encryptionKey && !target.encryptionDisabled
      ? { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: build.encryptionKey }
      : {}
  try {
    await desk.call(role, 's3', 'PutObject', {
      Bucket: target.location,
      Key,
      Body: createReadStream(file),
      ContentLength: (await stat(file)).size,
      ...encryption,
    })
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    throw new PhaseFailure(
      'CLIENT_ERROR',
      `Error uploading artifact to s3://${target.location}/${Key}: ${error.code}: ${error.message}`,
    )
  }
}

const sumsOf = async (file: string) => {
  const sha256 = createHash('sha256')
  const md5 = createHash('md5')
  for await (const chunk of createReadStream(file)) {
    sha256.update(chunk)
    md5.update(chunk)
  }
  return { sha256sum: sha256.digest('hex'), md5sum: md5.digest('hex') }
}
