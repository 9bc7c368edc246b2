// Git over smart HTTP at /v1/repos/NAME: authentication, permissions, and git's own http-backend behind them.
// https://git-scm.com/docs/git-http-backend

import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { messageOf, ServiceError } from '../../../core/errors.ts'
import { type Principal, principalName } from '../../../core/principal.ts'
import type { Desk } from '../../../core/service.ts'
import { credentialsOf, isSignedBy } from '../git-password.ts'
import { isRepositoryName, repositoryArn } from '../names.ts'
import { pushedReferences } from '../push-request.ts'
import { changesBetween, referenceChange } from '../reference-changes.ts'
import type { CodeCommitState } from '../state.ts'
import { followFirstBranch } from './announce-left.ts'
import { referencesOf } from './bare-repository.ts'
import { sendCgi } from './cgi.ts'
import { inTurn } from './in-turn.ts'
import { endOf, startGit } from './run-git.ts'

export const PREFIX = '/v1/repos/'

interface GitCall {
  readonly repositoryName: string
  /** What stands behind the repository: `info/refs`, `git-upload-pack` or `git-receive-pack`. */
  readonly command: string
  readonly query: string
  readonly pushes: boolean
}

export const handleGit = (request: IncomingMessage, response: ServerResponse, desk: Desk<CodeCommitState>): void => {
  const work = answer(request, response, desk).catch((error: unknown) => {
    if (response.headersSent) return response.destroy()
    const status = error instanceof ServiceError ? error.status : 500
    refuse(
      response,
      error instanceof ServiceError && error.code.startsWith('AccessDenied') ? 403 : status,
      messageOf(error),
    )
  })
  desk.background(work)
}

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  desk: Desk<CodeCommitState>,
): Promise<void> => {
  const call = callOf(request)
  if (!call)
    return refuse(response, 404, `nothing is at ${request.url?.split('?')[0]}; repositories are at ${PREFIX}NAME`)
  const principal = authenticate(request, call, desk)
  if (!principal) {
    response.setHeader('WWW-Authenticate', 'Basic realm="CodeCommit"')
    return refuse(
      response,
      401,
      'sign in with `aws codecommit credential-helper`, or with the credentials that `npm run -s env` prints',
    )
  }
  const resource = repositoryArn(desk, call.repositoryName)
  desk.authorize(principal, [{ action: call.pushes ? 'codecommit:GitPush' : 'codecommit:GitPull', resource }])
  const repository = desk.state.repositories.get(call.repositoryName)
  if (!repository) return refuse(response, 404, `repository ${call.repositoryName} does not exist`)
  const folder = desk.folder(`${call.repositoryName}.git`)
  if (call.command !== 'git-receive-pack') return backend(request, request, response, folder, call, async () => {})
  const { references, body } = await openPush(request)
  if (references.length > 0) {
    // https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-conditional-branch.html
    const context = { 'codecommit:References': references }
    desk.authorize(principal, [{ action: 'codecommit:GitPush', resource, context }])
  }
  await inTurn(folder, async () => {
    const before = await referencesOf(folder)
    await backend(request, body, response, folder, call, async () => {
      const changes = changesBetween(before, await referencesOf(folder))
      const names = changes.map(({ name }) => name)
      await followFirstBranch(folder, repository, names)
      desk.record(...changes.flatMap(change => referenceChange(repository, change, principalName(principal))))
    })
  })
}

/** A push as it begins: which references it is about, and its whole body, of which nothing more than that was read. */
const openPush = async (
  request: IncomingMessage,
): Promise<{ readonly references: readonly string[]; readonly body: AsyncIterable<Buffer> }> => {
  const chunks: AsyncIterator<Buffer> = request[Symbol.asyncIterator]()
  let head = Buffer.alloc(0)
  let references = pushedReferences(head)
  while (references === undefined && head.length < LONGEST_HEAD) {
    const { value, done } = await chunks.next()
    if (done) break
    head = Buffer.concat([head, value])
    references = pushedReferences(head)
  }
  if (references === undefined)
    throw new ServiceError(
      'InvalidParameterException',
      'the list of references that the push begins with has no end',
      400,
    )
  return { references, body: headThen(head, chunks) }
}

const LONGEST_HEAD = 16 * 1024 * 1024

async function* headThen(head: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
}

const callOf = (request: IncomingMessage): GitCall | undefined => {
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const [, repositoryName = '', command = ''] =
    /^\/v1\/repos\/([^/]+)\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(path) ?? []
  const service = command === 'info/refs' ? new URLSearchParams(query).get('service') : command
  const known = service === 'git-upload-pack' || service === 'git-receive-pack'
  const method = command === 'info/refs' ? 'GET' : 'POST'
  if (!known || request.method !== method || !isRepositoryName(repositoryName)) return undefined
  return { repositoryName, command, query, pushes: service === 'git-receive-pack' }
}

const authenticate = (
  request: IncomingMessage,
  { repositoryName }: GitCall,
  desk: Desk<CodeCommitState>,
): Principal | undefined => {
  const credentials = credentialsOf(request.headers.authorization)
  const known = credentials && desk.identify(credentials.accessKeyId, credentials.sessionToken)
  if (!credentials || !known) return undefined
  const signed = {
    path: PREFIX + repositoryName,
    host: request.headers.host ?? '',
    region: desk.region,
    now: desk.now(),
  }
  return isSignedBy(known.secretAccessKey, credentials.password, signed) ? known.principal : undefined
}

const refuse = (response: ServerResponse, status: number, message: string): void => {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' })
  response.end(`${message}\n`)
}

/** `finished` runs when git is done and before the client knows: what a push did is on record when it returns. */
const backend = async (
  request: IncomingMessage,
  body: AsyncIterable<Buffer>,
  response: ServerResponse,
  folder: string,
  { command, query }: GitCall,
  finished: () => Promise<void>,
): Promise<void> => {
  const child = startGit(folder, ['http-backend'], {
    GIT_PROJECT_ROOT: folder,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${command}`,
    REQUEST_METHOD: request.method ?? '',
    QUERY_STRING: query,
    CONTENT_TYPE: request.headers['content-type'] ?? '',
    HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
    GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    REMOTE_USER: 'codecommit',
  })
  const ended = endOf(child)
  child.stderr.resume()
  request.once('close', () => {
    if (!request.complete) child.kill()
  })
  // A client that goes away breaks the pipe to git, which then ends by itself.
  const received = pipeline(body, child.stdin).catch(() => undefined)
  await sendCgi(child.stdout, response, async () => {
    await Promise.all([ended, received])
    await finished()
  })
}
