import { figurePalettes, type Theme } from '../../core/color/palette.ts'
import { inkOn, scaleThrough } from '../../core/color/scale.ts'
import { shadePosition, shadeSteps } from '../../core/scene/scene.ts'

/** Custom properties by the names of a drawing's inks, in both themes. */
function shades(theme: Theme): string {
  const scale = scaleThrough(figurePalettes[theme].sequential)
  return Array.from({ length: shadeSteps }, (_, index) => {
    const color = scale(shadePosition(index))
    return `--shade-${String(index)}:${color};--shade-${String(index)}-ink:${inkOn(color)};`
  }).join('')
}

function tokens(theme: Theme): string {
  const { surface, text, muted, rule, accent, missing, categories } = figurePalettes[theme]
  const wash = theme === 'light' ? '#f5f6f6' : '#1f2528'
  const line = theme === 'light' ? '#dfe3e4' : '#2b3236'
  const warning = theme === 'light' ? '#7d5700' : '#e2b64f'
  return `:root{color-scheme:${theme};--surface:${surface};--text:${text};--muted:${muted};--rule:${rule};--accent:${accent};--missing:${missing};${categories.map((color, index) => `--category-${String(index)}:${color};`).join('')}--wash:${wash};--line:${line};--warning:${warning};${shades(theme)}}`
}

/** The one style sheet of a report: light or dark as the reader's system asks, always light on paper. */
export const reportStyle = `
${tokens('light')}
@media screen and (prefers-color-scheme:dark){${tokens('dark')}}
*{box-sizing:border-box}
html{background:var(--surface)}
body{margin:0 auto;padding:40px 32px 64px;max-width:62rem;background:var(--surface);color:var(--text);
font:14px/1.5 Inter,-apple-system,BlinkMacSystemFont,'Segoe UI','Noto Sans',Cantarell,Ubuntu,system-ui,sans-serif;font-variant-numeric:tabular-nums;
counter-reset:table figure section;overflow-wrap:break-word}
h1{font-size:26px;line-height:1.2;margin:0 0 8px;font-weight:650;letter-spacing:-.01em;text-wrap:balance}
h2{font-size:18px;margin:0 0 12px;font-weight:650}
h3{font-size:14px;margin:20px 0 4px;font-weight:650}
section{margin-top:44px;padding-top:20px;border-top:1px solid var(--line)}
section>h2{counter-increment:section}
section>h2::before{content:counter(section) '\\2002';color:var(--muted);font-weight:400}
p{margin:0 0 10px;max-width:46rem}
.lead{font-size:16px;color:var(--muted);margin-bottom:16px}
.absent{color:var(--muted);font-style:italic}
small{font-size:.86em;color:var(--muted)}
sub,sup{line-height:0}
a{color:var(--accent)}
nav{margin-top:20px;font-size:13px}
nav ol{list-style:none;display:flex;flex-wrap:wrap;gap:4px 18px;margin:0;padding:0}
aside{margin-top:20px;padding:12px 16px;border-left:3px solid var(--warning);background:var(--wash)}
aside h2{font-size:14px;margin:0 0 4px}
aside ul{margin:0;padding-left:18px}
dl{margin:0 0 16px;display:grid;grid-template-columns:repeat(auto-fill,minmax(21rem,1fr));gap:0 32px}
dl>div{display:flex;gap:12px;padding:4px 0;border-bottom:1px solid var(--line)}
dt{flex:0 0 9.5rem;color:var(--muted)}
dd{margin:0;min-width:0}
code,pre{font-family:ui-monospace,'SF Mono','Cascadia Mono','Noto Sans Mono','Liberation Mono','DejaVu Sans Mono',Menlo,monospace;font-size:11.5px}
code{overflow-wrap:anywhere}
pre{margin:8px 0 0;padding:12px;max-height:320px;overflow:auto;background:var(--wash)}
details{margin:8px 0 16px}
summary{cursor:pointer;color:var(--accent)}
.scroll{overflow-x:auto;margin:0 0 20px}
table{border-collapse:collapse;width:100%;font-size:12.5px;line-height:1.4}
caption,figcaption{caption-side:top;text-align:left;font-size:12.5px;color:var(--muted);padding:0 0 8px}
caption::before,figcaption::before{font-weight:650;color:var(--text)}
caption::before{counter-increment:table;content:'Table ' counter(table) '.\\2002'}
figcaption::before{counter-increment:figure;content:'Figure ' counter(figure) '.\\2002'}
figcaption{padding:10px 0 0;max-width:46rem}
thead{border-top:1.5px solid var(--text);border-bottom:1px solid var(--text)}
tbody{border-bottom:1.5px solid var(--text)}
th,td{padding:3px 14px 3px 0;text-align:left;vertical-align:top;font-weight:400}
th:last-child,td:last-child{padding-right:0}
thead th{font-weight:600;vertical-align:bottom}
tbody tr+tr{border-top:1px solid var(--line)}
th[scope=row]{min-width:8.5em}
.number{text-align:right;white-space:nowrap}
figure{margin:0 0 16px}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(24rem,100%),1fr));gap:0 20px}
svg{display:block;max-width:100%;height:auto;font-family:inherit}
svg text{unicode-bidi:isolate}
.formula{display:block;margin:6px 0 12px 20px;font-family:'Cambria Math','STIX Two Text',Georgia,'Times New Roman',serif;font-size:15px}
.references{padding-left:22px;font-size:12.5px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
@media (max-width:640px){body{padding:24px 16px 40px}dl{grid-template-columns:1fr}}
@page{size:A4;margin:16mm 15mm 18mm;@bottom-right{content:counter(page) ' / ' counter(pages);font:8pt sans-serif;color:#5a656b}}
@media print{
html{font-size:13px}
body{padding:0;max-width:none;font-size:9.5pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
nav,details{display:none}
h1{font-size:18pt}h2{font-size:13pt}
table,caption,figcaption{font-size:7.8pt}
th,td{padding:2px 9px 2px 0}
code{font-size:7pt}
td code{font-size:6pt}
.scroll{overflow:visible}
section{margin-top:22pt;padding-top:10pt}
h2,h3,caption{break-after:avoid}
.formula{break-before:avoid;break-after:avoid}
tr,figure,dl>div,aside,.formula{break-inside:avoid}
thead{display:table-header-group}
svg{max-height:212mm;margin:0 auto}
p,li{orphans:3;widows:3}
}
`
