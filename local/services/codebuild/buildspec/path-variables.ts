// Variables in the paths of artifacts and reports: `base-directory: $CODEBUILD_SRC_DIR_Config`.
// https://docs.aws.amazon.com/codebuild/latest/userguide/sample-codepipeline.html
import { posix } from 'node:path'
import type { ArtifactFiles, Buildspec, ReportSpec } from './buildspec.ts'

const VARIABLE = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g

/** The names, each once. */
export const pathVariables = ({ artifacts, reports }: Buildspec): readonly string[] => [
  ...new Set(
    [...JSON.stringify([artifacts, reports]).matchAll(VARIABLE)].map(([, braced, bare]) => braced ?? bare ?? ''),
  ),
]

/**
 * The buildspec with `values` in its paths, all of them relative again: a base directory to `source`, a file to its base directory.
 * Unverified: the values are those that the commands left behind, and a variable that is not set is empty.
 */
export const withPathVariables = (
  buildspec: Buildspec,
  values: Readonly<Record<string, string>>,
  source: string,
): Buildspec => {
  const place = (text: string, from: string): string => {
    const path = text.replace(VARIABLE, (_, braced, bare) => values[braced ?? bare] ?? '')
    return posix.isAbsolute(path) ? posix.relative(from, path) || '.' : path
  }
  const report = <Paths extends Pick<ReportSpec, 'baseDirectory' | 'files'>>(paths: Paths): Paths => {
    const baseDirectory = place(paths.baseDirectory, source)
    const base = posix.resolve(source, baseDirectory)
    return { ...paths, baseDirectory, files: paths.files.map(file => place(file, base)) }
  }
  const artifact = <Files extends ArtifactFiles>(files: Files): Files => {
    const placed = report(files)
    const base = posix.resolve(source, placed.baseDirectory)
    return { ...placed, excludePaths: files.excludePaths.map(path => place(path, base)) }
  }
  const { artifacts, reports } = buildspec
  const secondary = Object.entries(artifacts?.secondary ?? {}).map(([identifier, files]) => [
    identifier,
    artifact(files),
  ])
  return {
    ...buildspec,
    reports: reports.map(report),
    artifacts: artifacts && { ...artifact(artifacts), secondary: Object.fromEntries(secondary) },
  }
}
