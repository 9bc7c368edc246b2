// CodePipeline in a runtime, with stand-ins for the services around it.

import { ServiceError } from '../../../local/core/errors.ts'
import type { Fact } from '../../../local/core/event.ts'
import type { Access } from '../../../local/core/policy.ts'
import type { Principal } from '../../../local/core/principal.ts'
import type { AnyService } from '../../../local/core/service.ts'
import { type CodePipelineState, codepipeline } from '../../../local/services/codepipeline/index.ts'
import type { ActionExecution, Execution } from '../../../local/services/codepipeline/state.ts'
import { type Json, pipeline } from './declarations.ts'
import { Peers } from './peers.ts'

/** What a test's runtime can do; `testRuntime` of tests/support makes one. */
interface Hosted {
  readonly runtime: {
    state(signingName: string): unknown
    record(facts: readonly Fact[]): void
    idle(): Promise<void>
  }
  readonly asked: readonly { readonly access: Access }[]
  readonly bugs: readonly string[]
  readonly stateFolder: string
  call(operation: string, input: Json): Promise<Json>
  restart(): Promise<Hosted>
  close(): Promise<void>
}

type Refuse = (principal: Principal, access: Access) => Error | undefined
export type Host = (services: readonly AnyService[], options: { readonly refuse?: Refuse }) => Hosted

export class World {
  readonly peers: Peers
  private readonly test: Hosted

  private constructor(peers: Peers, test: Hosted) {
    this.peers = peers
    this.test = test
  }

  /** A world in which everything is allowed but the one IAM action. */
  static on(host: Host, refused?: string): World {
    const peers = new Peers()
    const refuse: Refuse = (_, { action }) =>
      action === refused ? new ServiceError('AccessDenied', `not authorized to perform: ${action}`, 403) : undefined
    return new World(peers, host([codepipeline, ...peers.services], { refuse }))
  }

  /** Creates the pipeline, whose first execution runs as far as it gets; the result is that execution. */
  async create(more: Json = {}): Promise<Execution> {
    await this.test.call('CreatePipeline', { pipeline: pipeline(more) })
    await this.test.runtime.idle()
    return this.execution
  }

  get state(): CodePipelineState {
    return this.test.runtime.state('codepipeline') as CodePipelineState
  }

  get execution(): Execution {
    const found = this.state.pipelines.get('p')?.executions.at(-1)
    if (!found) throw new Error('nothing was started')
    return found
  }

  action(name: string): ActionExecution {
    const found = this.execution.actionExecutions.findLast(({ declaration }) => declaration.name === name)
    if (!found) throw new Error(`action '${name}' was not started`)
    return found
  }

  /** Puts the bytes where the action's output artifacts belong. */
  produce(action: string, bytes: Uint8Array): void {
    for (const { s3location } of this.action(action).outputArtifacts)
      this.peers.objects.set(`${s3location.bucket}/${s3location.key}`, bytes)
  }

  async record(...facts: readonly Fact[]): Promise<void> {
    this.test.runtime.record(facts)
    await this.test.runtime.idle()
  }

  async call(operation: string, input: Json): Promise<Json> {
    const output = await this.test.call(operation, input)
    await this.test.runtime.idle()
    return output
  }

  async restart(): Promise<World> {
    const restarted = new World(this.peers, await this.test.restart())
    await restarted.test.runtime.idle()
    return restarted
  }

  get asked(): readonly string[] {
    return this.test.asked.map(({ access }) => access.action)
  }

  get bugs(): readonly string[] {
    return this.test.bugs
  }

  get stateFolder(): string {
    return this.test.stateFolder
  }

  close(): Promise<void> {
    return this.test.close()
  }
}
