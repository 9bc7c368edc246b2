// The two studies: what is granted beside what is used, and what is missed when it is taken away.

import type { PipelineTemplate } from '../local/cli/synth.ts'
import { type Findings, findings } from './findings.ts'
import type { Grant } from './grants.ts'
import { statementKey } from './ledger.ts'
import { MUTANT_SECONDS } from './mutants.ts'
import { ONLY_ON_AWS } from './only-on-aws.ts'
import { performAll } from './pool.ts'
import { type Books, combined, type Tell } from './run.ts'
import { STORIES } from './stories/scenarios.ts'

export interface Study extends Findings {
  readonly books: Books
}

/** `jobs` is the number of local clouds at a time. */
export const study = async (template: PipelineTemplate, jobs: number, tell: Tell): Promise<Study> => {
  const all: Books[] = []
  const tasks = STORIES.map((_, index) => ({ kind: 'story' as const, index, template }))
  await performAll(tasks, jobs, tell, answer => {
    if (answer.kind === 'books') all.push(answer.books)
  })
  const books = combined(all)
  return { ...findings(books.accounts, books.refusals, ONLY_ON_AWS), books }
}

export interface Survivor {
  readonly grant: Grant
  readonly why: string
}

/** The statements that nobody misses. Those of which only AWS exercises anything are left out. */
export const survivors = async (
  { books, lines }: Study,
  template: PipelineTemplate,
  jobs: number,
  tell: Tell,
): Promise<readonly Survivor[]> => {
  const isUsedHere = ({ holder, statement }: Grant): boolean =>
    lines.some(line => line.holder === holder && line.statement === statement && !line.onlyOnAws)
  const tasks = books.accounts
    .map(({ grant }) => grant)
    .filter(isUsedHere)
    .map(grant => ({
      kind: 'mutant' as const,
      grant,
      neededBy: books.neededBy.get(statementKey(grant.holder, grant.statement)) ?? [],
      template,
    }))
  tell(`${tasks.length} statements, ${jobs} at a time, each scenario at most ${MUTANT_SECONDS} s`)
  const left: Survivor[] = []
  let done = 0
  await performAll(tasks, jobs, tell, (answer, task) => {
    if (answer.kind !== 'survival' || task.kind !== 'mutant') return
    done += 1
    const outcome = answer.why === undefined ? 'refused' : `SURVIVED (${answer.why})`
    tell(`${done}/${tasks.length} ${task.grant.holder} ${task.grant.statement}: ${outcome}`)
    if (answer.why !== undefined) left.push({ grant: task.grant, why: answer.why })
  })
  return left
}
