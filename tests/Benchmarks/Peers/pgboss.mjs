// A SQL job queue on the same PostgreSQL: so many workers that each send a job, fetch one and complete it; and fork-joins of 8 whose last
// job is sent when the eighth before it is complete. In bulk, each worker inserts, fetches and completes so many at once and keeps a result
// with each. Usage: node pgboss.mjs CONNECTION WORKERS SECONDS BATCH
import PgBoss from 'pg-boss'

const [connectionString, workersText, secondsText, batchText] = process.argv.slice(2)
const workers = Number(workersText)
const seconds = Number(secondsText)
const batch = Number(batchText)
const boss = new PgBoss({ connectionString, max: workers, schedule: false, supervise: false })
boss.on('error', e => console.error(e.message))
await boss.start()

async function measure(name, loop) {
  await boss.createQueue(name)
  let done = 0
  let stop = false
  const loops = Array.from({ length: workers }, async (_, i) => {
    while (!stop) {
      // In two steps: `done += await …` would read the sum before it waits, and lose what others added meanwhile.
      const more = await loop(name, i)
      done += more
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

async function life(queue) {
  await boss.send(queue, { n: 1 })
  const jobs = await boss.fetch(queue, { batchSize: 1 })
  for (const job of jobs) await boss.complete(queue, job.id)
  return jobs.length
}

async function bulkLives(queue) {
  await boss.insert(Array.from({ length: batch }, (_, n) => ({ name: queue, data: { n } })))
  const jobs = await boss.fetch(queue, { batchSize: batch })
  if (jobs.length > 0) await boss.complete(queue, jobs.map(j => j.id), { exitCode: 0, tail: 'ok' })
  return jobs.length
}

// One queue for each fork-join in flight, so that nobody takes another's job.
async function forkJoin(name, i) {
  const queue = `${name}${i}`
  await boss.insert(Array.from({ length: 8 }, (_, n) => ({ name: queue, data: { n } })))
  let left = 8
  while (left > 0) {
    const jobs = await boss.fetch(queue, { batchSize: 8 })
    await Promise.all(jobs.map(j => boss.complete(queue, j.id)))
    left -= jobs.length
  }
  await boss.send(queue, { join: true })
  const [join] = await boss.fetch(queue, { batchSize: 1 })
  await boss.complete(queue, join.id)
  return 1
}

for (let i = 0; i < workers; i++) await boss.createQueue(`fork${i}`)
const lives = await measure('lives', life)
const bulk = await measure('bulk', bulkLives)
const forkJoins = await measure('fork', forkJoin)
console.log(JSON.stringify({ lives_per_s: lives, bulk_lives_per_s: bulk, fork_join_per_s: forkJoins }))
await boss.stop({ graceful: false })
process.exit(0)
