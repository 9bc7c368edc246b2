// Which shell runs the commands of a build: that of its image, as far as this machine has it.
// https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-available.html
import { PhaseFailure } from './phase-failure.ts'

type ShellName = 'bash' | 'dash'

interface Shell {
  readonly path: string
  readonly folder: string
  readonly version?: string
}

/** What the machine has, and where its own `/bin/sh` leads. */
export interface Shells {
  readonly found: Readonly<Partial<Record<ShellName, Shell>>>
  readonly sh: string
}

export interface ChosenShell {
  /** What runs each command. */
  readonly program: string
  /** In front of the PATH: the image's `sh`. */
  readonly folder?: string
  /** What `/bin/sh` is in the image, where this machine has another one. */
  readonly sh?: string
  readonly warnings: readonly string[]
}

/** CodeBuild's own images: Amazon Linux, whose `sh` is bash, and Ubuntu, whose `sh` is dash. */
const IMAGES: readonly (readonly [RegExp, ShellName])[] = [
  [/\bcodebuild\/amazonlinux/, 'bash'],
  [/\bcodebuild\/(standard|ubuntu)/, 'dash'],
]

/**
 * @param asked `env.shell` of the buildspec
 * @throws PhaseFailure bash is needed, and this machine has none
 */
export const chooseShell = (image: string, asked: '/bin/sh' | 'bash', { found, sh }: Shells): ChosenShell => {
  const name = IMAGES.find(([pattern]) => pattern.test(image))?.[1]
  const own = name && found[name]
  if (name === 'bash' && !own) throw lacksBash(`sh of the build image ${image} is bash`)
  if (asked === 'bash' && !found.bash) throw lacksBash('the buildspec asks for env.shell: bash')
  const warnings = [
    ...unlike(image, name, own, sh),
    ...(found.bash && (name === 'bash' || asked === 'bash') ? old(found.bash) : []),
  ]
  const program = asked === 'bash' && found.bash ? found.bash.path : own ? `${own.folder}/sh` : '/bin/sh'
  return {
    program,
    warnings,
    ...(own ? { folder: own.folder } : {}),
    ...(own && own.path !== sh ? { sh: own.path } : {}),
  }
}

const lacksBash = (because: string): PhaseFailure =>
  new PhaseFailure('CLIENT_ERROR', `${because}, and this machine has no bash; install it`)

const unlike = (image: string, name: ShellName | undefined, own: Shell | undefined, sh: string): readonly string[] => {
  if (own) return []
  return [
    name
      ? `sh of the build image ${image} is ${name}, which this machine does not have: commands run in ${sh}, and may succeed where they fail on AWS`
      : `the local cloud does not know which shell is sh in the build image ${image}: commands run in ${sh}`,
  ]
}

/** The bash of macOS is of 2007; that of Amazon Linux 2 is 4.2. */
const old = ({ path, version = '' }: Shell): readonly string[] =>
  Number.parseInt(version, 10) < 4
    ? [`${path} is bash ${version}, older than the build image's; install a newer one`]
    : []
