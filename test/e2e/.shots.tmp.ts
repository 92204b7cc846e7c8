import { chromium } from 'playwright-core'
import chromiumBinary from '@sparticuz/chromium'
import { startWebShell } from '/work/main/cli/serve/web-shell.ts'
import { scriptedApi, script, job } from '/work/main/test/e2e/scripted-api.ts'
const jobs=[job({id:'a',modelName:'oak-tales',state:'done',done:128,elapsed:41000}),job({id:'b',modelName:'fern',state:'running',done:54,elapsed:20000,remaining:31000}),job({id:'c',modelName:'moss',state:'failed',done:9,failure:{message:'The inference process ended while loading: not enough memory for the weights (expected 8.1 GB free, found 3.2 GB).',failure:'out-of-memory',stage:'load',stderr:['ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size 8123456789','llama_model_load: error loading model: unable to allocate CPU buffer']}}),job({id:'d',modelName:'Meta-Llama-3.1-8B-Instruct-abliterated-Q4_K_M',state:'waiting'})]
const only = process.argv[2]
const shots: [string,string,(p:any)=>Promise<void>][] = [
 ['library','#/library?model=m1',async p=>{}],
 ['add','#/library',async p=>{await p.getByRole('button',{name:'Add models'}).click();await p.getByText('oak.gguf').waitFor();}],
 ['probe','#/probe?models=m0,m3',async p=>{}],
 ['tree','#/tree',async p=>{}],
 ['tree-rect','#/tree?layout=phylogram&root=midpoint&replicates=100&color=quantization',async p=>{const t=p.locator('[data-node]').nth(4); if(await t.count()) await t.click()}],
 ['matrix','#/matrix',async p=>{const c=p.locator('[data-matrix]'); if(await c.count()){const b=await c.boundingBox(); await p.mouse.move(b.x+b.width*0.5,b.y+b.height*0.6)}}],
]
const sizes:[number,number][]=[[1440,900],[1024,700]]
const api=scriptedApi(script({jobs}))
const shell=await startWebShell({api,pageFolder:'/work/main/dist/renderer',host:'127.0.0.1',port:0})
const browser=await chromium.launch({executablePath:await chromiumBinary.executablePath(),args:['--no-sandbox','--font-render-hinting=none'],headless:true})
for(const [w,h] of sizes) for(const theme of ['light','dark'] as const){
 if(process.argv[3]&&!`${w}-${theme}`.includes(process.argv[3])) continue
 const ctx=await browser.newContext({viewport:{width:w,height:h},colorScheme:theme})
 for(const [name,hash,act] of shots){ if(only&&only!=='all'&&!only.split(',').includes(name)) continue
  const page=await ctx.newPage(); page.on('console',m=>{if(m.type()!=='log'&&m.type()!=='debug')console.log(name,m.type(),m.text())}); page.on('pageerror',e=>console.log(name,'pageerror',e.message))
  await page.goto(shell.url); await page.waitForTimeout(300); await page.evaluate((x:string)=>{location.hash=x},hash); await page.waitForTimeout(600)
  try{await act(page)}catch(e){console.log(name,String(e).slice(0,300))}
  await page.waitForTimeout(500); await page.screenshot({path:`/tmp/shots/${name}-${w}-${theme}.png`}); await page.close()
 } await ctx.close()}
await browser.close(); await shell.close(); process.exit(0)
