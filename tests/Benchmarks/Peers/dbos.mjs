// A durable-workflow engine on the same PostgreSQL, so many workflows at a time: a life is a workflow of one step, a fork-join one of eight
// steps at once and one after them. Each step is a function of this process; nothing is handed to another. Usage: node dbos.mjs CONNECTION WORKERS SECONDS
import { DBOS } from '@dbos-inc/dbos-sdk'

const [systemDatabaseUrl, workersText, secondsText] = process.argv.slice(2)
const workers = Number(workersText)
const seconds = Number(secondsText)
const step = async n => n
const life = DBOS.registerWorkflow(async () => DBOS.runStep(() => step(1), { name: 'work' }), { name: 'life' })
const forkJoin = DBOS.registerWorkflow(async () => {
  await Promise.all(Array.from({ length: 8 }, (_, n) => DBOS.runStep(() => step(n), { name: `fork${n}` })))
  return DBOS.runStep(() => step(8), { name: 'join' })
}, { name: 'forkJoin' })

DBOS.setConfig({ name: 'weft-bench', systemDatabaseUrl, systemDatabasePoolSize: workers, logLevel: 'error', runAdminServer: false })
await DBOS.launch()

async function measure(workflow) {
  let done = 0
  let stop = false
  const loops = Array.from({ length: workers }, async () => {
    while (!stop) {
      await workflow()
      done++
    }
  })
  await new Promise(r => setTimeout(r, 2000))
  const before = done
  const began = performance.now()
  await new Promise(r => setTimeout(r, seconds * 1000))
  const rate = (done - before) / ((performance.now() - began) / 1000)
  stop = true
  await Promise.all(loops)
  return rate
}

const lives = await measure(life)
const forkJoins = await measure(forkJoin)
console.log(JSON.stringify({ lives_per_s: lives, fork_join_per_s: forkJoins }))
await DBOS.shutdown()
process.exit(0)
