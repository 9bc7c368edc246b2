// What becomes of one kill: the local cloud starts again on what is left, finishes, and the next commit comes to Prod. Everything that is not so is a
// problem, in a sentence.

import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { PipelineTemplate } from '../../local/cli/synth.ts'
import { isRecord } from '../../local/core/input/members.ts'
import type { Execution } from '../../local/services/codepipeline/state.ts'
import { copyState } from '../support/copy-state.ts'
import { unowned } from './inventory.ts'
import { type Person, STACKS, startPerson, type World } from './person.ts'
import { type Point, problemOf } from './points.ts'
import { releaseMended } from './service.ts'
import { checkOut } from './worlds.ts'

/** Whoever starts on what is left. */
export interface Survivor {
  readonly port: number
  /** What no stack has when nobody was killed. */
  readonly unowned: readonly string[]
}

export interface Survival {
  readonly point: Pick<Point, 'life' | 'line' | 'kind'>
  /** Empty when all is well. */
  readonly problems: readonly string[]
  /** How the execution ended that was under way, with its reasons. */
  readonly ended: string
}

export const survive = async (world: World, point: Point, { port, unowned: known }: Survivor): Promise<Survival> => {
  const folder = `${point.stateFolder}-survivor`
  const problems: string[] = []
  const attempt = async <Value>(what: string, act: () => Promise<Value>): Promise<Value | undefined> => {
    try {
      return await act()
    } catch (error) {
      problems.push(problemOf(what, error))
      return undefined
    }
  }
  copyState(point.stateFolder, folder)
  let ended = 'nothing'
  const own = await checkOut(world, point.commit, `${folder}-service`)
  const person = await attempt('the start', () => startPerson(own, folder, port))
  if (person) {
    await attempt('the pipeline', () => person.deploy())
    await attempt('what was under way', () => person.settle())
    ended = person.executions().map(endOf).join('; ')
    problems.push(...person.executions().flatMap(badReasons))
    if (point.life === 'deletion') for (const stack of STACKS) await attempt('the deletion', () => person.remove(stack))
    releaseMended(own.repository, 'after')
    const last = await attempt('the next push', () => person.release())
    if (last && last.status !== 'Succeeded') problems.push(`the next push is ${endOf(last)}`)
    if (last?.status === 'Succeeded')
      for (const stage of ['beta', 'prod']) {
        const answer = await attempt(`the answer of ${stage}`, () => person.answerOf(stage))
        if (answer && !answer.includes('"after"')) problems.push(`${stage} answers ${answer}`)
      }
    problems.push(
      ...leftOver(person, [...known, ...retained(world.template)]),
      ...twice(person),
      ...notices(person, folder),
      ...person.bugs,
    )
    await attempt('the stop', () => person.stop())
  }
  rmSync(folder, { recursive: true, force: true })
  rmSync(`${folder}-service`, { recursive: true, force: true })
  return { point: { life: point.life, line: point.line, kind: point.kind }, problems, ended }
}

const endOf = ({ status, actionExecutions }: Execution): string => {
  const reasons = actionExecutions.flatMap(({ stageName, declaration, result }) =>
    result?.errorDetails ? [`${stageName}/${declaration.name}: ${result.errorDetails.message}`] : [],
  )
  return [status, ...reasons].join(', ')
}

/** Words that a person can act on: the local cloud was stopped, or what the commit itself has wrong. */
const TRUE_REASON = /the local cloud (was )?stopped|Broken/i

const badReasons = ({ actionExecutions }: Execution): readonly string[] =>
  actionExecutions.flatMap(({ declaration, status, result }) => {
    const message = result?.errorDetails?.message ?? ''
    return status === 'Failed' && !TRUE_REASON.test(message) ? [`${declaration.name} failed with '${message}'`] : []
  })

/** What the pipeline's stack leaves behind when its creation is undone. */
const retained = ({ stackName, templateBody }: PipelineTemplate): readonly string[] =>
  Object.entries(resourcesOf(JSON.parse(templateBody)))
    .filter(([, resource]) => isRecord(resource) && resource.DeletionPolicy === 'Retain')
    .map(([logicalId]) => `role ${stackName}-${logicalId}-*`)

const resourcesOf = (template: unknown): Readonly<Record<string, unknown>> =>
  isRecord(template) && isRecord(template.Resources) ? template.Resources : {}

/** Each as often as it may be. */
const leftOver = ({ cloud }: Person, known: readonly string[]): readonly string[] =>
  unowned(cloud.runtime)
    .filter((item, index, all) => {
      const often = all.slice(0, index + 1).filter(other => other === item).length
      const may = known.filter(other => other === item).length
      return often > may
    })
    .map(item => `left over: ${item}`)

/** One commit that was pushed once is released once, unless a person asks again. */
const twice = (person: Person): readonly string[] => {
  const started = person
    .executions()
    .filter(({ trigger }) => trigger.triggerType === 'CloudWatchEvent')
    .flatMap(({ revisions }) => [...revisions.values()].map(({ revisionId }) => revisionId))
  return started.filter((id, index) => started.indexOf(id) !== index).map(id => `commit ${id} was released twice`)
}

/** Each approval that was asked for was told to its topic, and at most twice. */
const notices = (person: Person, stateFolder: string): readonly string[] => {
  const outbox = join(stateFolder, 'sns/outbox')
  const letters = existsSync(outbox) ? readdirSync(outbox).filter(name => !name.startsWith('.')) : []
  const tokens = letters.map(name => tokenIn(JSON.parse(readFileSync(join(outbox, name), 'utf8'))))
  return person
    .executions()
    .flatMap(({ actionExecutions }) => actionExecutions)
    .filter(({ token, resolvedConfiguration }) => token && resolvedConfiguration.NotificationArn)
    .flatMap(({ token }) => {
      const times = tokens.filter(other => other === token).length
      return times === 1 || times === 2 ? [] : [`an approval was told ${times} times`]
    })
}

const tokenIn = (letter: unknown): unknown => {
  const message = isRecord(letter) ? letter.Message : undefined
  const approval = isRecord(message) ? message.approval : undefined
  return isRecord(approval) ? approval.token : undefined
}
