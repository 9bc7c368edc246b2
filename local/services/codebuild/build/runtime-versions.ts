// Whether the image has the runtimes that a buildspec asks for.
// https://docs.aws.amazon.com/codebuild/latest/userguide/runtime-versions.html
import { PhaseFailure } from './phase-failure.ts'

/**
 * A line for the log per runtime. `24`, `24.x`, `24.21.0` and `latest` all mean a Node.js that the image has, when it is 24.21.0.
 * @throws PhaseFailure another runtime, or another version
 */
export const selectRuntimes = (asked: Readonly<Record<string, string>>, nodeVersion: string): readonly string[] =>
  Object.entries(asked).map(([runtime, version]) => {
    const major = nodeVersion.split('.')[0] ?? ''
    if (runtime !== 'nodejs')
      throw new PhaseFailure(
        'YAML_FILE_ERROR',
        `Unknown runtime named '${runtime}'. This build image has the following runtimes: nodejs`,
      )
    if (![major, `${major}.x`, nodeVersion, 'latest'].includes(version))
      throw new PhaseFailure(
        'YAML_FILE_ERROR',
        `Unknown runtime version named '${version}' of nodejs. This build image has the following versions: ${major}`,
      )
    return `Selecting 'nodejs' runtime version '${version}' based on manual selections...`
  })
