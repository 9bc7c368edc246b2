// A few processes, each with at most one local cloud at a time: the clouds cannot disturb each other, and every core has its own.

import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { Tell } from './run.ts'
import type { Answer, Task } from './tasks.ts'

/** Performs all tasks and hands over each answer as it comes. @throws Error of the first task that fails */
export const performAll = async (
  tasks: readonly Task[],
  size: number,
  tell: Tell,
  take: (answer: Answer, task: Task) => void,
): Promise<void> => {
  const waiting = [...tasks]
  const work = async (): Promise<void> => {
    const child = fork(join(import.meta.dirname, 'worker.ts'), { serialization: 'advanced' })
    try {
      for (let task = waiting.shift(); task !== undefined; task = waiting.shift())
        take(await ask(child, task, tell), task)
    } catch (error) {
      waiting.length = 0
      throw error
    } finally {
      child.kill()
    }
  }
  await Promise.all(Array.from({ length: Math.min(size, tasks.length) }, work))
}

type Message = { readonly line: string } | { readonly answer: Answer } | { readonly problem: string }

const ask = (child: ChildProcess, task: Task, tell: Tell): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const settle = (end: () => void) => {
      child.off('message', hear)
      child.off('exit', gone)
      end()
    }
    const hear = (message: Message) => {
      if ('line' in message) tell(message.line)
      else if ('answer' in message) settle(() => resolve(message.answer))
      else settle(() => reject(new Error(message.problem)))
    }
    const gone = (code: number | null) => settle(() => reject(new Error(`a process of the pool ended with ${code}`)))
    child.on('message', hear)
    child.on('exit', gone)
    child.send(task)
  })
