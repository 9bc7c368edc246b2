import { spawnSync } from 'node:child_process'
import { patience } from './patience.ts'
import { processorTicks } from './processor-time.ts'

/** Each wait is for the timers of Node.js alone, so a busy machine makes it longer and never wrong. */
const after = (milliseconds: number) => new Promise<string>(resolve => setTimeout(resolve, milliseconds, 'done'))

test('a wait in which something happens again and again comes to its end, however long it takes', async () => {
  const { heard, during } = patience(() => '', 40)
  const sign = setInterval(heard, 1)
  expect(await during(after(200))).toBe('done')
  clearInterval(sign)
})

test('a wait in which nothing happens any more fails with what happened last', async () => {
  const { during } = patience(() => 'the build began', 10)
  await expect(during(new Promise(() => {}))).rejects.toThrow('nothing has happened for 0.01 s; last:\nthe build began')
})

test('a wait in which nothing is said and the processor is used goes on', async () => {
  let ticks = 0
  const { during } = patience(
    () => '',
    40,
    () => (ticks += 100),
  )
  expect(await during(after(200))).toBe('done')
})

test('what a process that was started works counts, after its end too', () => {
  const before = processorTicks()
  spawnSync(process.execPath, [
    '-e',
    'for (const end = process.cpuUsage().user + 4e5; process.cpuUsage().user < end; );',
  ])
  expect(processorTicks() - before).toBeGreaterThan(20)
})

test('what the wait ends with is handed on', async () => {
  const { during } = patience(() => '')
  await expect(during(Promise.reject(new Error('refused')))).rejects.toThrow('refused')
})
