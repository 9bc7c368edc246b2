// Where the time of a commit to Prod goes, beside the same parts of the plain script.
import type { Release } from './commit.ts'
import { PHASES, type PlainRelease } from './plain-release.ts'
import { median } from './row.ts'
import { figure } from './table.ts'

/** A Markdown section. Each figure is the median of its own part, so the parts do not add up exactly. */
export const breakdownOf = (ours: readonly Release[], plain: readonly PlainRelease[]): string => {
  const part = (of: (release: Release) => number) => median(ours.map(of))
  const script = (name: string) => median(plain.map(({ parts }) => parts[name] ?? 0))
  const actions = [...(ours[0]?.actions.keys() ?? [])]
  const phases = [...(ours[0]?.phases.keys() ?? [])]
  const build = actions.find(name => name.startsWith('Build/')) ?? ''
  const lines: (readonly [string, number, number?])[] = [
    ['git push until the first action begins', part(({ pushToBegin }) => pushToBegin), script('checkout')],
    ...actions.map(name => [name, part(release => release.actions.get(name) ?? 0)] as const),
    ...phases
      .filter(isCommandPhase)
      .map(name => [`  ${name}`, part(release => release.phases.get(name) ?? 0), script(name.toLowerCase())] as const),
    ['  the rest of the build', part(release => (release.actions.get(build) ?? 0) - commandTime(release))],
    ['between actions', part(release => release.total - sum([...release.actions.values()]))],
    ['after the last action', part(({ pushToProd, pushToBegin, total }) => pushToProd - pushToBegin - total)],
    [
      'everything but commands',
      part(release => release.pushToProd - commandTime(release)),
      script('checkout') + script('checks'),
    ],
    ['the checks of the script', Number.NaN, script('checks')],
  ]
  const cell = (value: number | undefined) =>
    value === undefined || Number.isNaN(value) ? '' : `${figure(Math.round(value))} ms`
  return [
    '## Where the time of a commit goes',
    "The build's phases are part of its action. The plain script checks out instead of pushing, and has no stages.",
    [
      '| part | ours | plain shell script |',
      '| --- | --- | --- |',
      ...lines.map(([name, a, b]) => `| ${name.replace(/^ {2}/, '– ')} | ${cell(a)} | ${cell(b)} |`),
    ].join('\n'),
  ].join('\n\n')
}

const isCommandPhase = (phase: string): boolean => (PHASES as readonly string[]).includes(phase.toLowerCase())

const commandTime = ({ phases }: Release): number =>
  sum([...phases].filter(([name]) => isCommandPhase(name)).map(([, time]) => time))

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
