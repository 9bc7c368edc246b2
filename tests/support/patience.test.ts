import { patience } from './patience.ts'

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

test('what the wait ends with is handed on', async () => {
  const { during } = patience(() => '')
  await expect(during(Promise.reject(new Error('refused')))).rejects.toThrow('refused')
})
