import { rmSync } from 'node:fs'

export default () => rmSync(process.env.TESTS_RUN_FOLDER, { recursive: true, force: true })
