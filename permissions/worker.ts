// One process of the pool: performs the tasks that it is sent, one after the other.

import { perform, type Task } from './tasks.ts'

// Whoever asked is gone.
process.on('disconnect', () => process.exit())

process.on('message', async (task: Task) => {
  const tell = (line: string) => process.send?.({ line })
  try {
    process.send?.({ answer: await perform(task, tell) })
  } catch (error) {
    process.send?.({ problem: error instanceof Error ? error.message : String(error) })
  }
})
