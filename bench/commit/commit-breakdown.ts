// Where the time of a commit to Prod goes, beside the same parts of the plain script.

import { median } from '../row.ts'
import type { Release } from './commit.ts'
import { PHASES, type PlainRelease } from './plain-release.ts'

/** Milliseconds of everything that is not a command of the buildspec. */
export const beyondCommands = (release: Release): number => release.pushToProd - commandTime(release)

/** The same of the script: the checkout and the checks. */
export const plainBeyondCommands = ({ total, parts }: PlainRelease): number =>
  total - sum(PHASES.map(phase => parts[phase] ?? 0))

/** A Markdown section. Each figure is the median of its own part, so the parts do not add up exactly. */
export const breakdownOf = (ours: readonly Release[], plain: readonly PlainRelease[]): string => {
  const part = (of: (release: Release) => number) => median(ours.map(of))
  const script = (name: string) => median(plain.map(({ parts }) => parts[name] ?? 0))
  const isPlain = (phase: string) => (PHASES as readonly string[]).includes(phase)
  const phases = [...(ours[0]?.phases.keys() ?? [])].map(name => {
    const phase = name.toLowerCase()
    const time = part(release => release.phases.get(name) ?? 0)
    return [`– ${name}`, time, isPlain(phase) ? script(phase) : undefined] as const
  })
  const actions = [...(ours[0]?.actions.keys() ?? [])].flatMap(name => {
    const action = [name, part(release => release.actions.get(name) ?? 0)] as const
    return name.startsWith('Build/') ? [action, ...phases] : [action]
  })
  const lines: readonly (readonly [string, number, number?])[] = [
    ['git push until the first action begins; git clone', part(({ pushToBegin }) => pushToBegin), script('checkout')],
    ...actions,
    ['between the actions', part(release => release.total - sum([...release.actions.values()]))],
    [
      'after the last action; the checks',
      part(release => release.pushToProd - release.pushToBegin - release.total),
      script('checks'),
    ],
    ['all but the commands', part(beyondCommands), median(plain.map(plainBeyondCommands))],
  ]
  return [
    '## Where the time of a commit goes',
    'The phases of the build are part of its action. The plain shell script has no stages: it clones, runs the commands, and makes the same checks three times.',
    ['| part | ours | plain shell script |', '| --- | --- | --- |', ...lines.map(line)].join('\n'),
  ].join('\n\n')
}

const line = ([name, ours, plain]: readonly [string, number, number?]): string =>
  `| ${name} | ${Math.round(ours)} ms | ${plain === undefined ? '' : `${Math.round(plain)} ms`} |`

const commandTime = ({ phases }: Release): number => sum(PHASES.map(phase => phases.get(phase.toUpperCase()) ?? 0))

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
