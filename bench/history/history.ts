// `node bench/history/history.ts FOLDER COUNT` fills the folder with the state of a local cloud whose pipeline has released COUNT commits.
import { cpSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { startFlow } from '../../tests/support/flow.ts'

const [folder = '', executions = ''] = process.argv.slice(2)
const flow = await startFlow({ snapshots: 'never' })
try {
  for (let count = 1; count <= Number(executions); count += 1) {
    flow.repository.commit(`Change ${count}`, { 'CHANGES.md': `${count}\n` })
    const execution = await flow.push()
    await flow.gate(execution)
    await flow.answer('Approved')
    const state = await flow.end(execution)
    if (state !== 'SUCCEEDED') throw new Error(`execution ${count} of the history came to ${state}`)
    if (count % 10 === 0) console.log(`a history of ${count} executions`)
  }
  await flow.cloud.runtime.idle()
  cpSync(dirname(flow.cloud.runtime.desk('s3').folder()), folder, { recursive: true })
  rmSync(join(folder, 'lock.json'))
} finally {
  await flow.close()
}
