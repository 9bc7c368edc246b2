// What a process of the pool is asked to do, and its answer.

import type { PipelineTemplate } from '../local/cli/synth.ts'
import type { Grant } from './grants.ts'
import { survival } from './mutants.ts'
import { type Books, playStory, type Tell } from './run.ts'
import { STORIES } from './stories/scenarios.ts'

export type Task =
  | { readonly kind: 'story'; readonly index: number; readonly template: PipelineTemplate }
  | {
      readonly kind: 'mutant'
      readonly grant: Grant
      readonly neededBy: readonly string[]
      readonly template: PipelineTemplate
    }

export type Answer =
  | { readonly kind: 'books'; readonly books: Books }
  | { readonly kind: 'survival'; readonly why: string | undefined }

export const perform = async (task: Task, tell: Tell): Promise<Answer> => {
  switch (task.kind) {
    case 'story':
      return { kind: 'books', books: await playStory(STORIES[task.index] ?? [], task.template, tell) }
    case 'mutant':
      return { kind: 'survival', why: await survival(task.grant, task.neededBy, task.template) }
  }
}
