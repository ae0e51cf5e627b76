// A SQL job queue that deletes finished jobs: so many adders, and as many workers in one runner. Usage: node graphile.mjs CONNECTION WORKERS SECONDS
import { run, makeWorkerUtils } from 'graphile-worker'

const [connectionString, workersText, secondsText] = process.argv.slice(2)
const workers = Number(workersText)
const seconds = Number(secondsText)
const { Logger } = await import('graphile-worker')
const logger = new Logger(() => () => {})
const utils = await makeWorkerUtils({ connectionString, logger })
await utils.migrate()
const waiting = new Map()
const runner = await run({
  connectionString, concurrency: workers, pollInterval: 100, logger, noHandleSignals: true,
  taskList: { life: async ({ id }) => { waiting.get(id)?.() ; waiting.delete(id) } },
})

let next = 0
let done = 0
let stop = false
async function life() {
  const id = next++
  const finished = new Promise(r => waiting.set(id, r))
  await utils.addJob('life', { id })
  await finished
  done++
}

const loops = Array.from({ length: workers }, async () => { while (!stop) await life() })
await new Promise(r => setTimeout(r, 2000))
const before = done
const began = performance.now()
await new Promise(r => setTimeout(r, seconds * 1000))
console.log(JSON.stringify({ lives_per_s: (done - before) / ((performance.now() - began) / 1000) }))
stop = true
await Promise.all(loops)
await runner.stop()
process.exit(0)
