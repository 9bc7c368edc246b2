import { execution } from '../../../tests/support/live/scene.ts'
import { openScreen, type Terminal } from './screen.ts'

const open = (options: Partial<Terminal> = {}) => {
  let written = ''
  const size = { columns: 80, rows: 24 }
  const resized = new Set<() => void>()
  const terminal: Terminal = {
    write: text => {
      written += text
    },
    isTTY: true,
    colors: false,
    get columns() {
      return size.columns
    },
    get rows() {
      return size.rows
    },
    onResize: listener => {
      resized.add(listener)
      return () => resized.delete(listener)
    },
    ...options,
  }
  const take = () => {
    const text = written
    written = ''
    return text
  }
  const resize = (columns: number) => {
    size.columns = columns
    for (const listener of resized) listener()
  }
  return { screen: openScreen(terminal, () => 0), take, resize, resized }
}

const waiting = execution('aaaaaaa', { Approve: { state: 'InProgress', started: 0 } })
const question = ['  y or n?']

describe('a terminal', () => {
  test('the block is erased before it is drawn again', () => {
    const { screen, take } = open()
    screen.show({ executions: [waiting], question })
    expect(take().split('\n')).toHaveLength(7)
    screen.show({ executions: [waiting], question: [] })
    expect(take().startsWith('\x1b[6A\x1b[0J  ✔ Source')).toBe(true)
    screen.close()
  })

  test('a line that is said stays above the block', () => {
    const { screen, take } = open()
    screen.show({ executions: [], question })
    take()
    screen.say('Pushed')
    expect(take()).toBe('\x1b[1A\x1b[0JPushed\n  y or n?\n')
    screen.close()
  })

  test('made narrower, the rows that were wrapped are erased too', () => {
    const { screen, take, resize } = open()
    screen.show({ executions: [], question: ['x'.repeat(50)] })
    take()
    resize(20)
    expect(take()).toBe(`\x1b[3A\x1b[0J${'x'.repeat(19)}…\n`)
    screen.close()
  })

  test('a line of wide characters is cut to one row, so that the block is erased whole', () => {
    const { screen, take } = open()
    screen.show({ executions: [], question: ['日'.repeat(50)] })
    expect(take()).toBe(`${'日'.repeat(39)}…\n`)
    screen.show({ executions: [], question: [] })
    expect(take()).toBe('\x1b[1A\x1b[0J')
    screen.close()
  })

  test('closed, the block stays without its question, and nothing listens any more', () => {
    const { screen, take, resized } = open()
    screen.show({ executions: [waiting], question })
    take()
    screen.close()
    expect(take()).not.toContain('y or n')
    screen.say('Stopped')
    expect(take()).toBe('Stopped\n')
    expect(resized.size).toBe(0)
  })
})

describe('a pipe', () => {
  test('one line for each change, the question once, and nothing is redrawn', () => {
    const { screen, take } = open({ isTTY: false })
    const approve = waiting.actions[2]
    if (approve) screen.tell(waiting, approve)
    screen.show({ executions: [waiting], question })
    screen.show({ executions: [waiting], question })
    screen.leave(waiting)
    screen.close()
    expect(take()).toBe('  ▸ Prod/Approve waits for an approval\n  y or n?\n')
  })
})
