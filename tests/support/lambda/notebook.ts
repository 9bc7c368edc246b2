// What functions of a test tell it, and it them: they see no file of this machine, so they send it.

import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Notebook {
  /** JavaScript for a handler: `await note(value)` keeps the value, and answers what the test has said last, else how many were kept. */
  readonly note: string
  /** What was kept, in the order of its arrival. */
  readonly notes: unknown[]
  /** What is answered from now on. */
  answer: unknown
  /** Resolves when nobody is connected any more. */
  alone(): Promise<void>
  close(): void
}

export const openNotebook = async (): Promise<Notebook> => {
  const server: Server = createServer(async (request, response) => {
    const body = await text(request)
    notebook.notes.push(JSON.parse(body))
    response.end(JSON.stringify(notebook.answer ?? notebook.notes.length))
  })
  const sockets = new Set<Socket>()
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('error', () => {}) // whoever was connected has been killed
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const notebook: Notebook = {
    note: `const note = async value => (await fetch('http://127.0.0.1:${port}', { method: 'POST', body: JSON.stringify(value) })).json()`,
    notes: [],
    answer: undefined,
    alone: async () => {
      for (const socket of sockets) await new Promise(resolve => socket.once('close', resolve))
    },
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
  return notebook
}
