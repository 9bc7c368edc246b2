// The program behind the image's `aws` command.
import { aws } from './aws.ts'

process.exitCode = await aws(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  print: text => process.stdout.write(text),
  complain: text => process.stderr.write(text),
})
