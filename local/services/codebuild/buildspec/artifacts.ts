// The artifacts of a buildspec: which files of the build are its output.
import type { ArtifactFiles, ArtifactsSpec } from './buildspec.ts'
import type { Section } from './reader.ts'

export const parseArtifacts = (section: Section | undefined, warnings: string[]): ArtifactsSpec | undefined => {
  if (!section) return undefined
  const secondary = section.section('secondary-artifacts')
  const artifacts: ArtifactsSpec = {
    ...readFiles(section, !secondary),
    enableSymlinks: section.flag('enable-symlinks'),
    secondary: readSecondary(secondary),
  }
  if (section.string('s3-prefix') !== undefined)
    section.problem('s3-prefix', 'is not carried out by the local cloud; set the path on the project')
  // Public buildspecs have it, and builds of AWS take it: the place of an artifact is the project's.
  if (section.string('type') !== undefined)
    warnings.push("artifacts.type is not part of a buildspec: what an artifact becomes is the project's; remove it")
  section.end('part of artifacts')
  return artifacts
}

const readSecondary = (section: Section | undefined): Readonly<Record<string, ArtifactFiles>> =>
  Object.fromEntries(
    (section?.keys() ?? []).flatMap(identifier => {
      const one = section?.section(identifier)
      if (!one) return []
      const files = readFiles(one, true)
      one.end('part of a secondary artifact')
      return [[identifier, files]]
    }),
  )

const readFiles = (section: Section, needed: boolean): ArtifactFiles => {
  const files = section.strings('files')
  if (needed && files.length === 0 && !section.has('files'))
    section.problem('files', "is missing; list the files of the artifact, for example - '**/*'")
  return {
    files,
    excludePaths: readExcluded(section),
    baseDirectory: section.string('base-directory') ?? '.',
    discardPaths: section.flag('discard-paths'),
    name: section.string('name'),
  }
}

/** One glob, or a list of globs. */
const readExcluded = (section: Section): readonly string[] =>
  section.isList('exclude-paths') ? section.strings('exclude-paths') : [section.string('exclude-paths') ?? []].flat()
