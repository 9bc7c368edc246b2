// The process that is killed: it starts a local cloud on a folder, pushes, answers at the gate, and writes a line for each line of the log.

import { text } from 'node:stream/consumers'
import { repositoryIn } from '../support/repository.ts'
import { startPerson } from './person.ts'

// Written by kills.ts.
const { folder, template, repository, port } = JSON.parse(await text(process.stdin))
const world = { folder, template, repository: repositoryIn(repository) }
const person = await startPerson(world, folder, port, ({ id }) => console.log(id))
await person.deploy()
await person.release()
await person.stop()
